//! What is done to many at once, in a real browser.

use muster::access::BuiltinRole;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

const LIST: &str = "/northwind/settings/users";

async fn people(workspace: &Workspace<'_>) {
    for name in ["Ana Lima", "Bo Berg", "Cleo Diaz", "Dora Klein"] {
        workspace.member(name, BuiltinRole::Agent).await;
    }
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

async fn bar_is_seen(browser: &Browser) -> bool {
    let seen = "return document.querySelector('.bulk').checkVisibility()";
    browser.script(seen, vec![]).await
}

#[actix_web::test]
async fn some_are_ticked_and_changed_and_then_everybody_with_its_progress() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    people(&northwind).await;
    let maja = northwind.maja().await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(LIST).await;
    assert!(!bar_is_seen(&browser).await);
    browser.tick("Pick Ana Lima").await;
    browser.tick("Pick Maja Öberg").await;
    assert!(bar_is_seen(&browser).await);
    browser.sees("2 selected").await;
    look(&browser, "bulk-bar").await;
    browser.click_in(".bulk", "Change role").await;
    browser.sees("Change the role of 1 person").await;
    browser.sees("Of 2 people, 1 is left out: yourself.").await;
    look(&browser, "bulk-role").await;
    browser.choose("New role", "Supervisor").await;
    browser.click("Change 1 role").await;
    browser.sees("1 person has another role now.").await;
    look(&browser, "bulk-told").await;

    browser.click("Back to the list").await;
    browser.tick("Pick all on this page").await;
    browser.sees("5 selected").await;
    browser.tick("All 5").await;
    browser.sees("Everyone selected").await;
    browser.click_in(".bulk", "Deactivate").await;
    browser.sees("Deactivate 4 people").await;
    look(&browser, "bulk-deactivate").await;
    browser.click("Deactivate 4 people").await;
    browser.sees("You can leave the page.").await;
    look(&browser, "bulk-progress").await;
    app.work_now().await;
    browser.sees("4 people are deactivated.").await;
    // A browser asks for its own picture wherever it starts.
    let mut errors = browser.console_errors().await;
    errors.retain(|error| !error.contains("favicon.ico"));
    assert_eq!(errors, Vec::<String>::new());
}

#[actix_web::test]
async fn on_a_phone_in_the_dark_and_without_scripts() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    people(&northwind).await;
    let maja = northwind.maja().await;
    let options = Browser::for_test().base(app.url("")).phone().dark();
    let Some(browser) = Browser::open(options.without_javascript()).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(LIST).await;
    browser.tick("Pick Bo Berg").await;
    browser.screenshot("bulk-bar-phone").await;
    browser.click_in(".bulk", "Change role").await;
    browser.sees("Change the role of 1 person").await;
    browser.screenshot("bulk-role-phone").await;
    browser.choose("New role", "Supervisor").await;
    browser.click("Change 1 role").await;
    browser.sees("Done, for everybody you chose.").await;
    browser.goto(LIST).await;
    browser.tick("Pick Bo Berg").await;
    browser.tick("All 5").await;
    browser.click_in(".bulk", "Deactivate").await;
    browser.click("Deactivate 4 people").await;
    browser.screenshot("bulk-progress-phone").await;
    app.work_now().await;
    // It is loaded again by itself.
    browser.sees("4 people are deactivated.").await;
}
