//! A forgotten password and the development mailbox in a real browser.

use muster::mail::{Delivery, Mailbox};

use crate::support::browser::Browser;
use crate::support::{Setup, TestApp, scratch_folder};

fn with_mailbox() -> TestApp {
    TestApp::start_with(Setup {
        delivery: Delivery::Mailbox(Mailbox::under(&scratch_folder("mailbox"))),
        ..Setup::default()
    })
}

#[actix_web::test]
async fn maja_asks_for_a_link_finds_it_in_the_mailbox_and_sets_a_password() {
    let app = with_mailbox();
    app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto("/northwind/password/forgot").await;
    browser.is_accessible().await;
    browser.screenshot("forgot").await;
    browser.fill("Email", "maja@northwind.example").await;
    browser.click("Email me a link").await;
    browser.sees("Check your email").await;
    browser.is_accessible().await;
    browser.screenshot("on-its-way").await;

    browser.goto("/dev/mailbox").await;
    browser.sees("Nothing yet").await;
    app.send_mails().await;
    browser
        .sees("Set a new password for Northwind Support")
        .await;
    browser.is_accessible().await;
    browser.screenshot("mailbox").await;
    browser
        .click("Set a new password for Northwind Support")
        .await;
    browser.sees("Raw message").await;
    browser.is_accessible().await;
    browser.screenshot("mailbox-mail").await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());

    let link: String = browser
        .script("return document.querySelector('pre a').textContent", vec![])
        .await;
    browser.click(&link).await;
    browser.sees("Set a new password").await;
    browser.is_accessible().await;
    browser.screenshot("reset").await;
    browser.fill("New password", "violet-harbour-sleeve").await;
    browser.fill("The same again", "violet-harbour").await;
    browser.click("Set password").await;
    browser.sees("The two passwords differ").await;
    browser.is_accessible().await;
    browser.fill("New password", "violet-harbour-sleeve").await;
    browser
        .fill("The same again", "violet-harbour-sleeve")
        .await;
    browser.click("Set password").await;
    browser.arrives_at("/northwind/login").await;
    browser.sees("Your password is set. Sign in with it.").await;
    browser.goto(link.strip_prefix(&app.url("")).unwrap()).await;
    browser.sees("Already used").await;
    browser.is_accessible().await;
    browser.screenshot("reset-used").await;
    browser.close().await;
}

#[actix_web::test]
async fn mail_can_be_read_on_a_phone_in_the_dark() {
    let app = with_mailbox();
    app.workspace("northwind").await;
    let form = [("email", "maja@northwind.example")];
    app.post("/northwind/password/forgot", &form).await;
    app.send_mails().await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.goto("/dev/mailbox").await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser
        .click("Set a new password for Northwind Support")
        .await;
    browser.sees("Raw message").await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("mailbox-mail-phone-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_link_is_asked_for_without_scripts() {
    let app = with_mailbox();
    app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.goto("/northwind/password/forgot").await;
    browser.fill("Email", "maja@northwind.example").await;
    browser.click("Email me a link").await;
    browser.sees("Check your email").await;
    browser.close().await;
}
