//! The page of all calls in a real browser.

use thirtyfour::Key;

use crate::support::TestApp;
use crate::support::browser::Browser;

const OPEN_ALL: &str = "document.querySelectorAll('details').forEach(one => { one.open = true })";

const PAGE: &str = "/api/docs";

async fn looks_well(browser: &Browser, light: &str) {
    browser.goto(PAGE).await;
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(&format!("api-docs-{light}")).await;
    browser.goto(&format!("{PAGE}#patch_teams_team")).await;
    browser.sees("Ids of all who are to be in it").await;
    browser.screenshot(&format!("api-docs-call-{light}")).await;
    browser.script::<()>(OPEN_ALL, vec![]).await;
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser
        .script::<()>(
            "document.getElementById('proxy').scrollIntoView({behavior: 'instant'})",
            vec![],
        )
        .await;
    browser.screenshot(&format!("api-docs-proxy-{light}")).await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_page_of_calls_is_accessible_in_the_light() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    looks_well(&browser, "light").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_page_of_calls_is_accessible_in_the_dark() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).dark().await else {
        return;
    };
    looks_well(&browser, "dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_page_of_calls_fits_a_phone() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).phone().await else {
        return;
    };
    looks_well(&browser, "phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_a_script_a_call_opens_by_the_keyboard_and_by_its_address() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.sees("Make a key in Settings").await;
    browser.tabs_to("OpenAPI document").await;
    browser
        .script::<()>(
            "document.querySelector('details:has(#post_authorize) > summary').focus()",
            vec![],
        )
        .await;
    browser.press(Key::Enter).await;
    browser
        .sees("for an answer of that status where it isn't allowed")
        .await;
    browser.goto(&format!("{PAGE}#post_roles")).await;
    browser
        .sees("is needed to make use of one comes along")
        .await;
    browser.close().await;
}
