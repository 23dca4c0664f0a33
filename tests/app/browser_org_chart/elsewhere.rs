//! As a file, without scripts, on a phone and on paper.

use super::*;

fn hostile(workspace: &Workspace<'_>) {
    let people = ten(workspace);
    workspace.hire(&[("<b>&\" ]]> <!--", Some(people.amina))]);
    workspace.chart_plans("</svg><script>alert(1)</script>", Some(people.amina));
}

#[actix_web::test]
async fn the_file_is_xml_that_names_nothing_outside() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    hostile(&workspace);
    let maja = workspace.maja().await;
    let file = maja.get("/settings/org-chart/svg").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto("/health/live").await;
    let parsed = "const file = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        const all = [...file.querySelectorAll('*')];
        return [file.documentElement.localName, file.querySelectorAll('parsererror, script, b, a, use, image, style').length,
            all.flatMap(one => [...one.attributes]).filter(one => /href|^on|^src$|url/.test(one.name + one.value)).length,
            [...file.querySelectorAll('title')].some(one => one.textContent.includes('<b>&\" ]]> <!--'))];";
    let parsed: (String, u32, u32, bool) = browser.script(parsed, vec![json!(file.body)]).await;
    assert_eq!(parsed, ("svg".to_owned(), 0, 0, true));
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_links_open_and_close_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let Some(browser) = Browser::at(&app).phone().without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(CHART).await;
    is_drawn(&browser, "Jonas Lindqvist").await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("org-phone-plain").await;
    browser.click("As a list").await;
    browser.sees("Jonas Lindqvist").await;
    browser.click("Hide who reports to Amina Khatun").await;
    browser
        .arrives_at(&format!("{CHART}?at={}&view=list", workspace.owner))
        .await;
    browser.sees("Opened at Maja Öberg.").await;
    browser
        .click("Show the 3 people who report to Amina Khatun")
        .await;
    browser.sees("Jonas Lindqvist").await;
    browser.fill("Find in the chart", "sofia").await;
    browser.press(Key::Enter).await;
    browser
        .click_in("#org-found", "SD Sofia Duarte Customer care")
        .await;
    browser
        .arrives_at(&format!("{CHART}?at={}&view=list", people.sofia))
        .await;
    browser.sees("Opened at Sofia Duarte.").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_in_the_dark_offers_the_list_first() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    ten(&workspace);
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    for (address, picture) in [
        (CHART.to_owned(), "org-phone-dark"),
        (format!("{CHART}?view=list"), "org-phone-list-dark"),
    ] {
        browser.goto(&address).await;
        browser.is_accessible().await;
        browser.has_no_sideways_scroll().await;
        browser.screenshot(picture).await;
    }
    let above = "return document.querySelector('#org-tools a').getBoundingClientRect().y
        < document.querySelector('#q').getBoundingClientRect().y;";
    assert!(browser.script::<bool>(above, vec![]).await);
    browser.close().await;
}

#[actix_web::test]
async fn nothing_of_it_is_cut_on_paper() {
    for size in [10, 200] {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        if size == 10 {
            ten(&workspace);
        } else {
            workspace.grows_to(size, 7);
        }
        let Some(browser) = Browser::at(&app).dark().await else {
            return;
        };
        browser.enter_as(&workspace.maja().await).await;
        for (view, paper) in [("?all=1", (1_046, 718)), ("?all=1&view=list", (718, 1_046))] {
            browser.goto(&format!("{CHART}{view}")).await;
            browser.sees("Who reports to whom.").await;
            browser.is_on_paper(paper).await;
            browser.has_no_sideways_scroll().await;
            let cut = "return [...document.querySelectorAll('.org-area, .org-board')].some(one =>
                one.scrollWidth > one.clientWidth + 1 || (one.matches('.org-area') && one.scrollHeight > one.clientHeight + 1));";
            assert!(!browser.script::<bool>(cut, vec![]).await, "{view} is cut");
            let aside =
                "return [...document.querySelectorAll('.org-bar, .side, .actions, .unplaced, .invite, .fold[aria-expanded=true], .org-line .button')]
                .filter(one => one.checkVisibility({ visibilityProperty: true })).map(one => one.outerHTML);";
            let aside: Vec<String> = browser.script(aside, vec![]).await;
            assert!(aside.is_empty(), "{aside:?}");
            let kind = if view.contains("list") {
                "list"
            } else {
                "chart"
            };
            browser
                .screenshot(&format!("org-paper-{kind}-{size}"))
                .await;
        }
        browser.close().await;
    }
}
