//! Inviting people into teams, departments and planned seats, in a real browser.

use muster::access::BuiltinRole;

use crate::support::TestApp;
use crate::support::browser::Browser;

const NEW: &str = "/northwind/settings/invitations/new";
const TAB: &str = "/northwind/settings/users?tab=pending";

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn teams_and_a_department_are_chosen_while_inviting_and_changed_afterwards() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for team in ["Billing", "Leads", "Returns", "Sales", "Support", "Weekend"] {
        workspace.team_of(team, &[]);
    }
    let care = workspace.department("Customer care");
    workspace.is_within(workspace.department("Returns desk"), care);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    browser.click_in(".head", "Invite people").await;
    browser
        .fill("Email addresses", "nora@northwind.example")
        .await;
    browser.tick("Returns").await;
    browser.tick("Support").await;
    browser
        .choose("Department", "Customer care › Returns desk")
        .await;
    look(&browser, "invite-places").await;
    browser.click("Send 1 invitation").await;
    browser.sees("Returns +1").await;
    look(&browser, "pending-places").await;
    browser
        .click("Edit the invitation of nora@northwind.example")
        .await;
    browser.tick("Weekend").await;
    browser.choose("Department", "Customer care").await;
    look(&browser, "pending-edit-places").await;
    browser.click_in("dialog", "Save invitation").await;
    browser.sees("The invitation is changed.").await;
    browser.sees("Returns +2").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_in_the_dark_and_no_scripts_choose_them_too() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    workspace.team_of("Returns", &[]);
    workspace.department("Customer care");
    let maja = workspace.maja().await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(NEW).await;
    look(&browser, "invite-places-phone-dark").await;
    browser.close().await;
    let Some(browser) = Browser::at(&app).phone().without_javascript().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(NEW).await;
    browser
        .fill("Email addresses", "nora@northwind.example")
        .await;
    browser.tick("Returns").await;
    browser.choose("Department", "Customer care").await;
    browser.click("Send invitations").await;
    browser
        .arrives_at("/northwind/settings/users?tab=pending&notice=invitations-sent")
        .await;
    browser.sees("Returns, Customer care").await;
    browser.has_no_sideways_scroll().await;
    browser.close().await;
}
