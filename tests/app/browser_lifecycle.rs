//! Deactivating, reactivating and deleting somebody in a real browser.

use muster::access::BuiltinRole::{Admin, Agent};
use muster::types::UserId;

use crate::support::browser::Browser;
use crate::support::{Invite, TestApp, Workspace};

/// Sofia, whom others report to, who is alone in a team, and who invited two.
async fn sofia(workspace: &Workspace<'_>) -> UserId {
    let amina = workspace.member("Amina Khatun", Admin).await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    workspace.reports_to(sofia, amina).await.unwrap();
    for name in ["Priya Thomas", "Henrik Vik"] {
        let report = workspace.member(name, Agent).await;
        workspace.reports_to(report, sofia).await.unwrap();
    }
    workspace.member("Jonas Lindqvist", Agent).await;
    workspace.team_of("Returns", &[sofia]);
    for email in ["tove@northwind.example", "sam@northwind.example"] {
        let invite = Invite {
            email,
            by: Some(sofia),
            ..Invite::default()
        };
        workspace.invite(&invite).await;
    }
    workspace.set_plan("scale");
    sofia
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

/// Somebody to choose, by a part of what stands there.
async fn pick(browser: &Browser, name: &str) {
    let click = "[...document.querySelectorAll('.choice')]
        .find(choice => choice.textContent.includes(arguments[0])).click()";
    browser.script::<()>(click, vec![name.into()]).await;
}

#[actix_web::test]
async fn somebody_leaves_comes_back_and_is_deleted() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    let sofia = sofia(&workspace).await;
    let page = format!("/northwind/settings/users/{sofia}");
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&page).await;
    browser.tabs_to("Deactivate").await;
    browser.press(thirtyfour::Key::Enter).await;
    browser.sees("Frees 1 seat").await;
    look(&browser, "deactivate").await;
    // Nothing is done until it is said.
    browser.click_in("#deactivate", "Keep Sofia").await;
    assert_eq!(browser.path().await, page);
    browser.click("Deactivate").await;
    browser.sees("Frees 1 seat").await;
    browser.choose("Reports to Sofia", "Hand to somebody").await;
    browser.sees("Who takes them").await;
    look(&browser, "deactivate-handing").await;
    browser.click("Deactivate Sofia").await;
    browser.sees("Choose who takes them.").await;
    browser.types_into("Find somebody", "jona").await;
    browser.sees("jonas@northwind.example").await;
    pick(&browser, "Jonas Lindqvist").await;
    browser.click("Deactivate Sofia").await;
    browser
        .sees("Deactivated, and signed out everywhere.")
        .await;
    look(&browser, "deactivated").await;
    browser.click("Reactivate").await;
    browser.sees("Takes 1 seat").await;
    look(&browser, "reactivate").await;
    browser.click_in("#reactivate", "Cancel").await;
    browser.click("Delete").await;
    browser.sees("This can't be undone.").await;
    browser
        .fill(
            "Type sofia@northwind.example to confirm",
            "somebody@northwind.example",
        )
        .await;
    browser.click("Delete Sofia").await;
    browser.sees("This isn't their address.").await;
    look(&browser, "delete").await;
    browser
        .fill(
            "Type sofia@northwind.example to confirm",
            "sofia@northwind.example",
        )
        .await;
    browser.click("Delete Sofia").await;
    browser.sees("The history tells of a former user").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_in_the_dark_asks_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    let sofia = sofia(&workspace).await;
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/users/{sofia}"))
        .await;
    browser.click("Deactivate").await;
    browser.sees("Frees 1 seat").await;
    browser.choose("Reports to Sofia", "Hand to somebody").await;
    look(&browser, "deactivate-phone-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_it_is_a_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    let sofia = sofia(&workspace).await;
    let page = format!("/northwind/settings/users/{sofia}");
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&page).await;
    browser.click("Deactivate").await;
    browser.arrives_at(&format!("{page}/deactivate")).await;
    browser.choose("Reports to Sofia", "Hand to somebody").await;
    browser.fill("Find somebody", "jonas").await;
    browser.click("Find").await;
    browser.sees("jonas@northwind.example").await;
    browser.screenshot("deactivate-page").await;
    pick(&browser, "Jonas Lindqvist").await;
    browser.click("Deactivate Sofia").await;
    browser
        .sees("Deactivated, and signed out everywhere.")
        .await;
    browser.close().await;
}
