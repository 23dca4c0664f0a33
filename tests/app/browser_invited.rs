//! From an empty server to the home of the first agent, in a real browser: by mouse, by keyboard, on a
//! phone and without scripts.

use muster::mail::{Delivery, Mailbox};
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{Setup, TestApp, scratch_folder};

const MAJA: &str = "maja@northwind.example";
const NORA: &str = "nora@northwind.example";
const MAJAS: &str = "teapot-lantern-orbit";
const NORAS: &str = "violet-harbour-sleeve";

fn new_server() -> TestApp {
    TestApp::start_with(Setup {
        delivery: Delivery::Mailbox(Mailbox::under(&scratch_folder("mailbox"))),
        ..Setup::default()
    })
}

/// The link in the newest mail, found where somebody at a laptop finds it.
async fn opens_the_mailed_link(app: &TestApp, browser: &Browser) {
    app.send_mails().await;
    browser.goto("/dev/mailbox").await;
    browser
        .click("Maja Öberg invited you to Northwind Support")
        .await;
    browser.sees("Raw message").await;
    let mail = browser.text().await;
    let link = mail
        .split_whitespace()
        .find(|it| it.contains("/invitation/"));
    let (_, path) = link.unwrap().split_once("/northwind/").unwrap();
    browser.goto(&format!("/northwind/{path}")).await;
}

/// Setup, the first invitation, its mail, the account and the home where its role works.
async fn story(app: &TestApp, browser: &Browser, name: &str) {
    browser
        .goto(&format!("/setup?token={}", app.setup_token()))
        .await;
    browser.fill("Workspace name", "Northwind Support").await;
    browser.fill("Workspace address", "northwind").await;
    browser.fill("Your full name", "Maja Öberg").await;
    browser.fill("Your email", MAJA).await;
    browser.fill("New password", MAJAS).await;
    browser.fill("The same again", MAJAS).await;
    browser.click("Create workspace").await;
    browser.arrives_at("/northwind/onboarding").await;
    browser.has_no_sideways_scroll().await;
    browser.fill("Email 1", NORA).await;
    let send = if browser.text().await.contains("Send 1 invitation") {
        "Send 1 invitation"
    } else {
        "Send invitations"
    };
    browser.click(send).await;
    browser.sees("Invited. The emails are on their way.").await;
    browser.sees(NORA).await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(&format!("story-pending-{name}")).await;

    opens_the_mailed_link(app, browser).await;
    browser.sees("You are signed in as Maja Öberg").await;
    browser.click("Sign out and continue").await;
    browser.sees("Maja Öberg invited you as an Agent.").await;
    browser.has_no_sideways_scroll().await;
    browser.fill("First name", "Nora").await;
    browser.fill("Last name", "Bell").await;
    browser.fill("Password", NORAS).await;
    browser.fill("Confirm password", NORAS).await;
    browser.click("Accept and create account").await;
    browser.sees("Welcome, Nora Bell").await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(&format!("story-home-{name}")).await;
}

#[actix_web::test]
async fn by_mouse() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    story(&app, &browser, "mouse").await;
    browser.close().await;
}

#[actix_web::test]
async fn on_a_phone_in_the_dark() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    story(&app, &browser, "phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts() {
    let app = new_server();
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    story(&app, &browser, "plain").await;
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
    for (field, text) in [
        ("Workspace name", "Northwind Support"),
        ("Workspace address", "northwind"),
        ("Your full name", "Maja Öberg"),
        ("Your email", MAJA),
        ("New password", MAJAS),
        ("The same again", MAJAS),
    ] {
        browser.types_into(field, text).await;
    }
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/onboarding").await;
    browser.types_into("Email 1", NORA).await;
    browser.press(Key::Enter).await;
    browser.sees("Invited. The emails are on their way.").await;

    opens_the_mailed_link(&app, &browser).await;
    browser.tabs_to("Sign out and continue").await;
    browser.press(Key::Enter).await;
    browser.sees("Maja Öberg invited you as an Agent.").await;
    for (field, text) in [
        ("First name", "Nora"),
        ("Last name", "Bell"),
        ("Password", NORAS),
        ("Confirm password", NORAS),
    ] {
        browser.types_into(field, text).await;
    }
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/inbox").await;
    browser.sees("Welcome, Nora Bell").await;
    browser.close().await;
}
