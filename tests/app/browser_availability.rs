//! Saying whether one is there, in a real browser: by mouse, by keyboard, on a phone, in the dark and
//! without scripts.

use chrono::Days;
use muster::access::BuiltinRole;
use thirtyfour::Key;

use crate::support::TestApp;
use crate::support::browser::Browser;

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn one_press_says_that_somebody_is_away_and_keeps_the_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/workspace").await;
    browser.fill("Name", "Typed and not saved").await;
    browser.click("Available (set yourself to away)").await;
    browser.sees("You are away.").await;
    let typed = "return document.querySelector('[name=name]').value";
    assert_eq!(
        browser.script::<String>(typed, vec![]).await,
        "Typed and not saved"
    );
    assert_eq!(
        browser.focused_text().await,
        "Away (set yourself to available)"
    );
    look(&browser, "side-bar-away").await;
    browser.press(Key::Enter).await;
    browser.sees("You are available.").await;
    browser.goto("/northwind/profile").await;
    browser.tick("Away").await;
    browser.click("Save availability").await;
    browser.sees("Saved. Colleagues see it from now on.").await;
    browser.click("Away (set yourself to available)").await;
    browser.sees("Available (set yourself to away)").await;
    browser.sees("Saved. Colleagues see it from now on.").await;
    browser.arrives_at("/northwind/profile").await;
    look(&browser, "profile-availability").await;
    browser.close().await;
}

#[actix_web::test]
async fn an_absence_is_planned_on_a_phone_in_the_dark_and_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let back = app.clock.now().date_naive() + Days::new(2);
    let words = format!("Away until {}", back.format("%a %-d %b"));
    let phone = Browser::at(&app).phone().dark().await;
    let Some(browser) = phone else {
        return;
    };
    browser.enter_as(&ana).await;
    browser.goto("/northwind/inbox").await;
    browser.click("Menu").await;
    look(&browser, "availability-menu-phone-dark").await;
    browser.close().await;
    let Some(browser) = Browser::at(&app).phone().without_javascript().await else {
        return;
    };
    browser.enter_as(&ana).await;
    browser.goto("/northwind/profile").await;
    browser.tick("Away").await;
    let set = format!("document.querySelector('[name=until]').value = '{back}'");
    browser.script::<Option<String>>(&set, vec![]).await;
    browser.click("Save availability").await;
    browser
        .arrives_at("/northwind/profile?notice=availability-set")
        .await;
    browser.has_no_sideways_scroll().await;
    browser.goto("/northwind/inbox").await;
    browser.click("Menu").await;
    browser.sees(&words).await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("availability-menu-phone").await;
    browser
        .click(&format!("{words} (set yourself to available)"))
        .await;
    browser
        .arrives_at("/northwind/inbox?notice=availability-set")
        .await;
    browser.close().await;
}

#[actix_web::test]
async fn an_admin_says_it_of_somebody_over_the_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/users/{ana}/availability"))
        .await;
    look(&browser, "availability-of").await;
    browser.tick("Away").await;
    let long_ago = "document.querySelector('[name=until]').value = '2001-02-01'";
    browser.script::<Option<String>>(long_ago, vec![]).await;
    browser.click("Save availability").await;
    browser.sees("Choose a day after today").await;
    look(&browser, "availability-of-mistake").await;
    browser.close().await;
}
