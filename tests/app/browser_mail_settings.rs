//! Settings, Email in a real browser.

use muster::access::{BuiltinRole, Permission};

use crate::support::browser::Browser;
use crate::support::smtp::{Behaviour, MailServer};
use crate::support::{Person, TestApp};

const PAGE: &str = "/northwind/settings/email";

async fn sets(browser: &Browser, port: u16) {
    browser.goto(PAGE).await;
    browser.tick("A server of our own").await;
    browser.fill("Server", "localhost").await;
    browser.fill("Port", &port.to_string()).await;
    browser
        .choose("Encryption", "None (can be read on the way)")
        .await;
    browser
        .fill("From address", "support@northwind.example")
        .await;
    browser.click("Save").await;
    browser
        .sees("Saved. The next mail goes out this way.")
        .await;
}

#[actix_web::test]
async fn maja_sets_a_server_and_tries_it() {
    let (app, server) = (TestApp::start(), MailServer::start());
    let workspace = app.workspace("northwind").await;
    let maja: Person<'_> = workspace.maja().await;
    for mode in ["light", "dark", "phone", "plain"] {
        let options = match mode {
            "dark" => Browser::at(&app).dark(),
            "phone" => Browser::at(&app).phone(),
            "plain" => Browser::at(&app).without_javascript(),
            _ => Browser::at(&app),
        };
        let Some(browser) = options.await else {
            return;
        };
        browser.enter_as(&maja).await;
        server.behave(Behaviour::Accepts);
        sets(&browser, server.port()).await;
        browser.sees("Mails go out through localhost").await;
        browser.click("Send test email").await;
        browser
            .sees("The mail server accepted the test email. Look into your inbox.")
            .await;
        if mode != "plain" {
            browser.is_accessible().await;
            browser.has_no_sideways_scroll().await;
        }
        browser.screenshot(&format!("email-{mode}")).await;
        server.behave(Behaviour::RefusesRecipient);
        browser.click("Send test email").await;
        browser.sees("Nobody here has this address").await;
        if mode != "plain" {
            browser.is_accessible().await;
        }
        browser.screenshot(&format!("email-refused-{mode}")).await;
        browser.goto(PAGE).await;
        browser.fill("Port", "0").await;
        browser.fill("Server", "a b").await;
        browser.click("Save").await;
        browser.sees("2 things need another look").await;
        if mode != "plain" {
            browser.is_accessible().await;
            browser.has_no_sideways_scroll().await;
        }
        browser.screenshot(&format!("email-mistaken-{mode}")).await;
        browser.close().await;
    }
}

#[actix_web::test]
async fn who_only_reads_settings_sees_what_is_used() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let role = workspace.custom_role(&[Permission::ReadSettings]);
    let reader = workspace.person_with_role("Rosa Reader", role).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&reader).await;
    browser.goto(PAGE).await;
    browser.sees("Only an owner changes this").await;
    browser.is_accessible().await;
    browser.screenshot("email-reader").await;
    browser.close().await;
}
