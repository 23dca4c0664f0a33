//! The org chart in a real browser: three sizes, light and dark, by mouse, by keyboard, without scripts.

mod elsewhere;
mod walking;

use serde_json::json;
use thirtyfour::Key;

use crate::org_chart::company::{name, ten};
use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

const CHART: &str = "/northwind/settings/org-chart";

/// Waits until a card with this name is drawn.
async fn is_drawn(browser: &Browser, name: &str) {
    let drawn = "return [...document.querySelectorAll('.name')].some(text => text.textContent === arguments[0]);";
    for _ in 0..150 {
        if browser.script(drawn, vec![json!(name)]).await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{name} isn't drawn");
}

async fn is_not_drawn(browser: &Browser, name: &str) {
    let drawn = "return [...document.querySelectorAll('.name')].some(text => text.textContent === arguments[0]);";
    for _ in 0..150 {
        if !browser.script::<bool>(drawn, vec![json!(name)]).await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{name} is still drawn");
}

async fn number(browser: &Browser, script: &str) -> f64 {
    browser.script(&format!("return {script};"), vec![]).await
}

/// The same for every size: what is seen first, somebody far down, all of it, and the list.
async fn look_at(browser: &Browser, size: usize, (scheme, last): (&str, &str)) {
    for (view, query) in [
        ("", String::new()),
        ("-at", format!("?at={last}")),
        ("-all", "?all=1".to_owned()),
        ("-list", "?view=list".to_owned()),
    ] {
        browser.goto(&format!("{CHART}{query}")).await;
        browser.sees("Who reports to whom.").await;
        // axe takes long for five thousand cards, and they are the same cards.
        if !(size == 5_000 && view == "-all") {
            browser.is_accessible().await;
        }
        browser.has_no_sideways_scroll().await;
        names_fit_their_cards(browser).await;
        browser
            .screenshot(&format!("org-{size}{view}{scheme}"))
            .await;
    }
}

/// What is estimated on the server is measured here.
async fn names_fit_their_cards(browser: &Browser) {
    let wide = "return [...document.querySelectorAll('.org-drawing .name, .org-drawing .second')]
        .filter(text => Number(text.getAttribute('x')) + text.getComputedTextLength() > 162)
        .map(text => text.textContent);";
    let wide: Vec<String> = browser.script(wide, vec![]).await;
    assert!(wide.is_empty(), "{wide:?} stick out");
}

#[actix_web::test]
async fn ten_two_hundred_and_five_thousand_people_are_readable() {
    for (size, to_a_manager) in [(10, 0), (200, 7), (5_000, 8)] {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        let last = if size == 10 {
            ten(&workspace).jonas
        } else {
            workspace.chart_plans("Team lead", Some(workspace.owner));
            *workspace.grows_to(size, to_a_manager).last().unwrap()
        };
        let maja = workspace.maja().await;
        for (options, scheme) in [(Browser::at(&app), ""), (Browser::at(&app).dark(), "-dark")] {
            let Some(browser) = options.await else {
                return;
            };
            browser.enter_as(&maja).await;
            look_at(&browser, size, (scheme, &last.to_string())).await;
            browser.close().await;
        }
    }
}

#[actix_web::test]
async fn names_of_every_kind_fit_their_cards() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = [
        "Maximiliane Oberhuber-Wagenknecht",
        "WWWWWWW MMMMMMMMMMM",
        "WILHELMINA VAN DER MEER",
        "illiliilliil ililillilillilli",
        "Đặng Thị Thuỳ Trâm Nguyễn",
        "Владимир Александрович Иванов",
        "Παναγιώτα Παπαδοπούλου",
        "abdul-rahman al-mutawakkil 12345",
    ];
    let people: Vec<_> = people
        .iter()
        .map(|name| (*name, Some(workspace.owner)))
        .collect();
    let department = workspace.department("Wholesale, warehouse and marketing of everything");
    let hired = workspace.hire(&people);
    workspace.seats_in(&hired, department);
    workspace.chart_plans("Manager of the managers in Wuppertal", Some(hired[0]));
    workspace.chart_away(hired[1], "2099-09-23 00:00+00");
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(CHART).await;
    names_fit_their_cards(&browser).await;
    browser.screenshot("org-names").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_part_is_opened_and_closed_in_its_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(200, 7);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(CHART).await;
    let show = format!("Show the 7 people who report to {}", name(9));
    let hide = format!("Hide who reports to {}", name(9));
    let at = format!(
        "document.getElementById('fold-{}').getBoundingClientRect().x",
        people[9]
    );
    is_not_drawn(&browser, &name(70)).await;
    browser.click(&show).await;
    is_drawn(&browser, &name(70)).await;
    let before = number(&browser, &at).await;
    assert_eq!(browser.focused_text().await, hide);
    let second = format!("Hide who reports to {}", name(1));
    browser.click(&hide).await;
    is_not_drawn(&browser, &name(70)).await;
    let after = number(&browser, &at).await;
    assert!(
        (before - after).abs() < 3.0,
        "it moved from {before} to {after}"
    );
    browser.click(&show).await;
    is_drawn(&browser, &name(70)).await;
    // What was opened stays open when another part closes.
    browser.click(&second).await;
    is_not_drawn(&browser, &name(14)).await;
    browser.arrives_at(CHART).await;
    let expanded = "return document.activeElement.getAttribute('aria-expanded');";
    assert_eq!(browser.script::<String>(expanded, vec![]).await, "false");
    // The file and the list show the same.
    browser.click("As a list").await;
    browser.sees(&name(70)).await;
    let closed = format!("Show the 7 people who report to {}", name(1));
    browser.sees("Open everything").await;
    assert!(
        browser
            .told()
            .await
            .iter()
            .any(|line| line.contains(&closed))
    );
    browser.close().await;
}

#[actix_web::test]
async fn whoever_is_searched_for_is_in_view() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(5_000, 8);
    workspace.hire(&[("Xenia Deep", Some(people[4_000]))]);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(CHART).await;
    browser.press_text("/").await;
    browser.press_text("xenia").await;
    browser.sees("Xenia Deep").await;
    browser.is_accessible().await;
    browser.screenshot("org-search").await;
    browser.tabs_to("XD Xenia Deep").await;
    browser.press(Key::Enter).await;
    browser.sees("Opened at Xenia Deep.").await;
    let in_view = "const [card, area] = ['.looked-at', '.org-area']
        .map(one => document.querySelector(one).getBoundingClientRect());
        return card.left >= area.left && card.right <= area.right
            && card.top >= area.top && card.bottom <= area.bottom;";
    assert!(browser.script::<bool>(in_view, vec![]).await);
    browser.screenshot("org-found").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_drawing_is_zoomed_and_moved_by_keys_buttons_wheel_and_pointer() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.grows_to(200, 7);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&format!("{CHART}?all=1")).await;
    let width = "Number(document.querySelector('.org-drawing').getAttribute('width'))";
    let whole = number(
        &browser,
        "document.querySelector('.org-drawing').viewBox.baseVal.width",
    )
    .await;
    browser.click("Fit into view").await;
    assert!(number(&browser, width).await <= 1_000.0);
    browser
        .script::<()>("document.querySelector('.org-area').focus()", vec![])
        .await;
    browser.press_text("0").await;
    assert!((number(&browser, width).await - whole).abs() < 2.0);
    browser.press_text("+").await;
    assert!(number(&browser, width).await > whole * 1.2);
    browser.press_text("-").await;
    browser.click("Smaller").await;
    assert!(number(&browser, width).await < whole * 0.9);
    let wheel = "document.querySelector('.org-area').dispatchEvent(new WheelEvent('wheel',
        {deltaY: -400, ctrlKey: true, bubbles: true, cancelable: true, clientX: 600, clientY: 400}))";
    browser.script::<()>(wheel, vec![]).await;
    assert!(number(&browser, width).await > whole * 1.5);
    let left = "document.querySelector('.org-area').scrollLeft";
    let before = number(&browser, left).await;
    let drag = "const area = document.querySelector('.org-area');
        const at = (kind, x) => area.dispatchEvent(new PointerEvent(kind,
            {bubbles: true, pointerType: 'mouse', button: 0, clientX: x, clientY: 400}));
        at('pointerdown', 700); at('pointermove', 650); at('pointermove', 600); at('pointerup', 600);";
    browser.script::<()>(drag, vec![]).await;
    assert!((number(&browser, left).await - before - 100.0).abs() < 2.0);
    browser.close().await;
}
