//! The components in a real browser, on the page that shows them all.

mod acting;

use thirtyfour::Key;

use crate::support::TestApp;
use crate::support::browser::Browser;

const PAGE: &str = "/dev/components";
const SECTIONS: [&str; 9] = [
    "buttons",
    "fields",
    "choices",
    "people",
    "lists",
    "permissions",
    "messages",
    "progress",
    "overlays",
];

async fn look_at_every_section(browser: &Browser, light: &str) {
    for section in SECTIONS {
        let scroll = "document.getElementById(arguments[0]).scrollIntoView({behavior: 'instant'})";
        browser.script::<()>(scroll, vec![section.into()]).await;
        browser
            .screenshot(&format!("components-{section}-{light}"))
            .await;
    }
}

async fn is_there(browser: &Browser, selector: &str) -> bool {
    let shown = "return document.querySelector(arguments[0])?.checkVisibility() ?? false";
    browser.script(shown, vec![selector.into()]).await
}

async fn wait_until(browser: &Browser, selector: &str, there: bool) {
    for _ in 0..150 {
        if is_there(browser, selector).await == there {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{selector}: {}", browser.text().await);
}

#[actix_web::test]
async fn every_component_is_accessible_in_the_light() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    look_at_every_section(&browser, "light").await;
    browser.goto("/dev/components/door").await;
    browser.is_accessible().await;
    browser.screenshot("door-light").await;
    browser.goto("/dev/components/wide-door").await;
    browser.is_accessible().await;
    browser.screenshot("wide-door-light").await;
    browser.close().await;
}

#[actix_web::test]
async fn every_component_is_accessible_in_the_dark() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).dark().await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.is_accessible().await;
    look_at_every_section(&browser, "dark").await;
    browser.goto("/dev/components/door").await;
    browser.is_accessible().await;
    browser.screenshot("door-dark").await;
    browser.goto(PAGE).await;
    browser.click_in("#overlays", "Deactivate Sofia").await;
    browser
        .sees("Sofia is signed out everywhere at once.")
        .await;
    browser.is_accessible().await;
    browser.screenshot("dialog-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn every_component_fits_a_phone() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).phone().await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    look_at_every_section(&browser, "phone").await;
    for path in [
        "/dev/components/door",
        "/dev/components/wide-door",
        "/dev/components/deactivate",
    ] {
        browser.goto(path).await;
        browser.has_no_sideways_scroll().await;
        browser.is_accessible().await;
    }
    browser.screenshot("confirmation-phone").await;
    browser.goto("/dev/components/door").await;
    browser.screenshot("door-phone").await;
    browser.goto("/dev/components/wide-door").await;
    browser.screenshot("wide-door-phone").await;
    browser.goto(PAGE).await;
    browser.click("Menu").await;
    browser.sees("Maja Öberg (your profile)").await;
    browser.is_accessible().await;
    browser.screenshot("components-menu-phone").await;
    browser.press(Key::Escape).await;
    wait_until(&browser, ".places", false).await;
    browser.click_in("#overlays", "Deactivate Sofia").await;
    browser
        .sees("Sofia is signed out everywhere at once.")
        .await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("dialog-phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_everything_is_readable_and_questions_are_pages() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.goto(PAGE).await;
    for section in ["Fields", "Choices", "Lists", "Over the page"] {
        browser.sees(section).await;
    }
    for needs_scripts in [
        ".reveal",
        ".strength",
        ".dismiss",
        "[data-copies]",
        "[data-picks-all]",
    ] {
        assert!(!is_there(&browser, needs_scripts).await, "{needs_scripts}");
    }
    browser
        .sees("At least 8 characters. Longer is stronger.")
        .await;
    browser
        .click_in("#lists tr:nth-child(2)", "More for Erik Windahl")
        .await;
    browser.sees("Open profile").await;
    browser.press(Key::Escape).await;
    browser.click_in("#overlays", "Deactivate Sofia").await;
    browser.arrives_at("/dev/components/deactivate").await;
    browser
        .sees("Sofia is signed out everywhere at once.")
        .await;
    browser.screenshot("confirmation-without-scripts").await;
    browser.click("Keep Sofia").await;
    browser.arrives_at(PAGE).await;
    browser.close().await;
}
