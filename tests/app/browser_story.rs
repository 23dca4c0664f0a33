//! The whole story of a first owner in a real browser: by mouse, by keyboard, without scripts.

use muster::mail::{Delivery, Mailbox};
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{Setup, TestApp, scratch_folder};

const MAJA: &str = "maja@northwind.example";
const FIRST: &str = "teapot-lantern-orbit";
const SECOND: &str = "violet-harbour-sleeve";
const THIRD: &str = "copper-saddle-brook";

fn new_server() -> TestApp {
    TestApp::start_with(Setup {
        delivery: Delivery::Mailbox(Mailbox::under(&scratch_folder("mailbox"))),
        ..Setup::default()
    })
}

/// The newest link in the mailbox, as a path.
async fn mailed_link(app: &TestApp) -> String {
    app.send_mails().await;
    let list = app.get("/dev/mailbox").await;
    let mail = between(&list.body, "href=\"/dev/mailbox/", "\"");
    let mail = app.get(&format!("/dev/mailbox/{mail}")).await;
    let path = between(&mail.body, "/northwind/password/reset/", "\"").to_owned();
    format!("/northwind/password/reset/{path}")
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

async fn signs_in(browser: &Browser, password: &str) {
    browser.fill("Email", MAJA).await;
    browser.fill("Password", password).await;
    browser.click("Sign in").await;
}

/// From an empty server to a changed password, with a forgotten one between.
async fn story(app: &TestApp, browser: &Browser) {
    browser
        .goto(&format!("/setup?token={}", app.setup_token()))
        .await;
    browser.fill("Workspace name", "Northwind Support").await;
    browser.fill("Workspace address", "no spaces").await;
    browser.fill("Your full name", "Maja Öberg").await;
    browser.fill("Your email", MAJA).await;
    browser.fill("New password", FIRST).await;
    browser.fill("The same again", FIRST).await;
    browser.click("Create workspace").await;
    browser.sees("Use only a to z, 0 to 9 and hyphens.").await;
    browser.fill("Workspace address", "northwind").await;
    browser.fill("New password", FIRST).await;
    browser.fill("The same again", FIRST).await;
    browser.click("Create workspace").await;
    browser.arrives_at("/northwind/onboarding").await;
    browser.click("Skip for now").await;
    browser.arrives_at("/northwind/settings/users").await;
    browser.click("Sign out").await;
    browser.sees("You are signed out.").await;

    signs_in(browser, "wrong-password").await;
    browser.sees("Email or password is wrong.").await;
    browser.click("Forgot your password?").await;
    browser.fill("Email", MAJA).await;
    browser.click("Email me a link").await;
    browser.sees("Check your email").await;
    browser.goto(&mailed_link(app).await).await;
    browser.fill("New password", SECOND).await;
    browser.fill("The same again", SECOND).await;
    browser.click("Set password").await;
    browser.sees("Your password is set. Sign in with it.").await;
    signs_in(browser, SECOND).await;
    browser.arrives_at("/northwind/settings/users").await;

    browser.click("Maja Öberg (your profile)").await;
    browser.sees("Where you are signed in").await;
    browser.click("Change password").await;
    browser.fill("Current password", SECOND).await;
    browser.fill("New password", THIRD).await;
    browser.fill("The same again", THIRD).await;
    browser.click("Change password").await;
    browser
        .sees("Your password is changed, and you are signed out everywhere else.")
        .await;
    browser.click("Inbox").await;
    browser.sees("Hello, Maja Öberg").await;
    browser.click("Sign out").await;
    browser.sees("Sign in to Northwind Support").await;
}

#[actix_web::test]
async fn by_mouse() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    story(&app, &browser).await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    story(&app, &browser).await;
    browser.close().await;
}

#[actix_web::test]
async fn by_keyboard() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser
        .goto(&format!("/setup?token={}", app.setup_token()))
        .await;
    browser
        .types_into("Workspace name", "Northwind Support")
        .await;
    browser.types_into("Workspace address", "northwind").await;
    browser.types_into("Your full name", "Maja Öberg").await;
    browser.types_into("Your email", MAJA).await;
    browser.types_into("New password", FIRST).await;
    browser.types_into("The same again", FIRST).await;
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/onboarding").await;
    browser.tabs_to("Skip for now").await;
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/settings/users").await;
    browser.tabs_to("Maja Öberg (your profile)").await;
    browser.press(Key::Enter).await;
    browser.sees("Where you are signed in").await;
    browser.tabs_to("Change password").await;
    browser.press(Key::Enter).await;
    browser.types_into("Current password", FIRST).await;
    browser.types_into("New password", SECOND).await;
    browser.types_into("The same again", SECOND).await;
    browser.press(Key::Enter).await;
    browser.sees("Your password is changed").await;
    browser.tabs_to("Sign out").await;
    browser.press(Key::Enter).await;
    browser.sees("You are signed out.").await;
    browser.types_into("Email", MAJA).await;
    browser.types_into("Password", SECOND).await;
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/settings/users").await;
    browser.close().await;
}

#[actix_web::test]
async fn its_pages_are_accessible_and_fit_a_phone_in_light_and_dark() {
    for dark in [false, true] {
        let app = new_server();
        let token = app.setup_token();
        let mut options = Browser::at(&app).phone();
        if dark {
            options = options.dark();
        }
        let Some(browser) = options.await else {
            return;
        };
        let shade = if dark { "dark" } else { "light" };
        browser.goto(&format!("/setup?token={token}")).await;
        shown(&browser, &format!("setup-phone-{shade}")).await;
        browser.click("Create workspace").await;
        browser.sees("things need another look").await;
        shown(&browser, &format!("setup-mistakes-phone-{shade}")).await;
        let workspace = app.workspace("northwind").await;
        browser.goto("/northwind/login").await;
        shown(&browser, &format!("login-phone-{shade}")).await;
        let maja = workspace.maja().await;
        let cookie = maja.cookie();
        browser.sign_in_with(cookie.name(), cookie.value()).await;
        for page in ["profile", "profile/password", "inbox"] {
            browser.goto(&format!("/northwind/{page}")).await;
            let name = page.replace('/', "-");
            shown(&browser, &format!("{name}-phone-{shade}")).await;
        }
        browser.close().await;
    }
}

async fn shown(browser: &Browser, name: &str) {
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn its_pages_are_accessible_on_a_large_screen() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser
        .goto(&format!("/setup?token={}", app.setup_token()))
        .await;
    shown(&browser, "setup").await;
    let workspace = app.workspace("northwind").await;
    browser.goto("/northwind/login").await;
    shown(&browser, "login").await;
    signs_in(&browser, "wrong").await;
    browser.sees("Email or password is wrong.").await;
    shown(&browser, "login-wrong").await;
    let (maja, elsewhere) = (workspace.maja().await, workspace.maja().await);
    elsewhere.get("/inbox").await.is_ok();
    let cookie = maja.cookie();
    browser.sign_in_with(cookie.name(), cookie.value()).await;
    for page in ["profile", "profile/password", "inbox", "settings/users"] {
        browser.goto(&format!("/northwind/{page}")).await;
        shown(&browser, &page.replace('/', "-")).await;
    }
    let mut errors = browser.console_errors().await;
    // The browser's own word for a form that came back.
    errors.retain(|error| !error.contains("status of 422"));
    assert_eq!(errors, Vec::<String>::new());
    browser.close().await;
}
