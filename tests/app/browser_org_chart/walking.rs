//! Its list and its drawing, by keyboard and as they are read aloud.

use super::*;

#[actix_web::test]
async fn the_list_is_walked_by_keyboard_in_reading_order_and_told_in_words() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    ten(&workspace);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&format!("{CHART}?view=list")).await;
    browser.tabs_to("Plan a position").await;
    let mut walked = Vec::new();
    for _ in 0..14 {
        browser.tab().await;
        walked.push(browser.focused_text().await);
    }
    assert_eq!(
        walked,
        [
            "Hide who reports to Maja Öberg",
            "Maja Öberg",
            "Hide who reports to Amina Khatun",
            "Amina Khatun",
            "Jonas Lindqvist",
            "Lucía Campos",
            "Sofia Duarte",
            "Hide who reports to Erik Windahl",
            "Erik Windahl",
            "Planner",
            "Invite someone",
            "Hide who reports to Henrik Vik",
            "Henrik Vik",
            "Priya Thomas",
        ]
    );
    let told = browser.told().await;
    let has = |line: &str| told.iter().any(|told| told == line);
    for line in [
        "link “Hide who reports to Amina Khatun”, expanded",
        "link “Amina Khatun”",
        "Customer care, reports: 3",
        "Away until Mon 23 Nov",
        "Open position",
        "Invited",
    ] {
        assert!(has(line), "{line} isn't told: {told:#?}");
    }
    let lists = told
        .iter()
        .filter(|line| line.starts_with("list “"))
        .count();
    assert!(lists >= 5, "{told:#?}");
    // Closing keeps the focus where it is and says so.
    browser.tabs_to("Hide who reports to Amina Khatun").await;
    browser.press(Key::Enter).await;
    browser.sees("Erik Windahl").await;
    let gone = "return !document.body.innerText.includes('Jonas Lindqvist');";
    for _ in 0..150 {
        if browser.script(gone, vec![]).await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let show = "Show the 3 people who report to Amina Khatun";
    assert_eq!(browser.focused_text().await, show);
    let told = browser.told().await;
    assert!(
        told.contains(&format!("link “{show}”, collapsed")),
        "{told:#?}"
    );
    browser.press(Key::Enter).await;
    browser.sees("Jonas Lindqvist").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_drawing_is_reached_and_told_too() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    ten(&workspace);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(CHART).await;
    let told = browser.told().await;
    for line in [
        "link “Sofia Duarte, Customer care, Away until Mon 23 Nov”",
        "link “Hide who reports to Amina Khatun”, expanded",
        "link “Planner, open position”",
        "link “Invite someone as Planner”",
    ] {
        assert!(told.iter().any(|told| told == line), "{line}: {told:#?}");
    }
    browser.tabs_to("Hide who reports to Henrik Vik").await;
    browser.screenshot("org-focus").await;
    browser.press(Key::Enter).await;
    is_not_drawn(&browser, "Priya Thomas").await;
    assert_eq!(
        browser.focused_text().await,
        "Show the 2 people who report to Henrik Vik"
    );
    browser.close().await;
}
