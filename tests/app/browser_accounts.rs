//! Somebody's page, one's own, and a change of address, in a real browser.

use muster::access::BuiltinRole;
use thirtyfour::Key;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::smtp::MailServer;

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn somebodys_page_is_used_by_mouse_and_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    workspace.sign_in(sofia.id).await;
    workspace.team_of("Support", &[sofia.id]);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&maja).await;
    let page = format!("/northwind/settings/users/{}", sofia.id);
    browser.goto(&page).await;
    look(&browser, "person-page").await;
    browser.click("Why? Why can Sofia Duarte do this?").await;
    browser.sees("What several roles allow adds up.").await;
    look(&browser, "person-page-why").await;
    browser.click("Send password reset").await;
    browser
        .sees("A link for a new password is on its way to Sofia Duarte.")
        .await;
    browser.tick("Beta access").await;
    browser.sees("Beta access is on.").await;
    browser.click("End all").await;
    browser.sees("They are signed out everywhere.").await;
    sofia.get("/profile").await.asks_to_sign_in();
    browser.click("Change the address").await;
    browser.sees("Change the address of Sofia Duarte").await;
    look(&browser, "person-email").await;
    browser.press(Key::Escape).await;
    // Enter in a box saves, though looking for a manager has a button too.
    browser.fill("Display name", "Sofia").await;
    browser.press(Key::Enter).await;
    browser.sees("The changes are saved.").await;
    browser.sees("What Sofia can do").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_pages_work_on_a_phone_in_the_dark_and_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let page = format!("/northwind/settings/users/{}", sofia.id);
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(&page).await;
    look(&browser, "person-page-phone-dark").await;
    browser.goto("/northwind/settings/users/new").await;
    look(&browser, "new-user-phone-dark").await;
    browser.goto("/northwind/profile").await;
    look(&browser, "profile-phone-dark").await;
    browser.close().await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(&page).await;
    browser.tick("Beta access").await;
    browser.click("Save beta access").await;
    browser
        .arrives_at(&format!("{page}?notice=beta-saved"))
        .await;
    browser.click("End all").await;
    browser
        .arrives_at(&format!("{page}?notice=person-signed-out"))
        .await;
    browser.screenshot("person-page-plain").await;
    browser.close().await;
}

#[actix_web::test]
async fn an_address_is_changed_by_the_link_that_went_to_it() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&ana).await;
    browser.goto("/northwind/profile").await;
    browser.click("Change address").await;
    browser.fill("New address", "ana@").await;
    browser.click("Send the link").await;
    browser.sees("Now it is").await;
    browser
        .fill("New address", "ana.lima@northwind.example")
        .await;
    browser.click("Send the link").await;
    browser.sees("waits to be confirmed").await;
    look(&browser, "profile-email").await;
    app.send_mails().await;
    let mail = server.mail_to("ana.lima@northwind.example").await;
    let text = mail.text.unwrap();
    let (_, path) = text.split_once("/northwind/email/").unwrap();
    let token = path.split_whitespace().next().unwrap();
    browser.goto(&format!("/northwind/email/{token}")).await;
    look(&browser, "email-confirm").await;
    browser.click("Confirm this address").await;
    browser.sees("The address is changed.").await;
    browser.goto(&format!("/northwind/email/{token}")).await;
    browser.sees("Already used").await;
    look(&browser, "email-used").await;
    browser.close().await;
}
