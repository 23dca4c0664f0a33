//! The list of people in a real browser: roles changed in place, by keyboard, on a phone, in the dark.

use std::time::Duration;

use muster::access::BuiltinRole;
use muster::types::UserId;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

const LIST: &str = "/northwind/settings/users";

async fn everybody(workspace: &Workspace<'_>) -> UserId {
    let people = [
        ("Ana Lima", BuiltinRole::Agent),
        ("Erik Windahl", BuiltinRole::Admin),
        (
            "Sofia Maria Fernanda Duarte de Almeida Campos",
            BuiltinRole::Supervisor,
        ),
    ];
    let mut ids = Vec::new();
    for (name, role) in people {
        ids.push(workspace.member(name, role).await);
    }
    workspace.team_of("Support", &ids);
    workspace.team_of("Leads", &ids[1..]);
    workspace.set_away(ids[2]);
    ids[0]
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

async fn becomes_true(browser: &Browser, script: &str) {
    for _ in 0..100 {
        if browser.script(script, vec![]).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    panic!("never: {script}");
}

fn chosen(user: UserId, role: &str) -> String {
    format!(
        "return document.getElementById('role-of-{user}-now').selectedOptions[0].text === '{role}'"
    )
}

#[actix_web::test]
async fn a_role_is_changed_where_it_stands_and_taken_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = everybody(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(LIST).await;
    look(&browser, "directory").await;
    browser.choose("Role of Ana Lima", "Supervisor").await;
    browser.sees("Ana Lima is a Supervisor now.").await;
    becomes_true(&browser, &chosen(ana, "Supervisor")).await;
    let focused = format!("return document.activeElement.id === 'role-of-{ana}-now'");
    becomes_true(&browser, &focused).await;
    look(&browser, "directory-changed").await;
    browser.click_in("#toasts", "Undo").await;
    browser.sees("Ana Lima is an Agent again.").await;
    becomes_true(&browser, &chosen(ana, "Agent")).await;
    // Ownership asks for the password, and the row says what is still so.
    app.clock.advance(chrono::TimeDelta::minutes(11));
    browser.choose("Role of Ana Lima", "Owner").await;
    browser.sees("Roles of Ana Lima").await;
    becomes_true(&browser, &chosen(ana, "Agent")).await;
    look(&browser, "directory-owner").await;
    browser.press(Key::Escape).await;
    // Somebody else was faster.
    let lead = workspace.role(BuiltinRole::Supervisor);
    workspace.add_role(ana, lead);
    browser.choose("Role of Ana Lima", "Admin").await;
    browser.sees("Somebody else changed it meanwhile.").await;
    browser.sees("Supervisor +1").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_list_is_searched_narrowed_and_sorted_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    everybody(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(LIST).await;
    browser.press_text("/").await;
    browser.press_text("lima").await;
    browser.press(Key::Enter).await;
    browser.sees("Everyone found by “lima”.").await;
    let rows = "return document.querySelectorAll('tbody tr').length === 1";
    becomes_true(&browser, rows).await;
    browser.choose("Role", "Admin").await;
    browser.sees("Nobody is like this.").await;
    look(&browser, "directory-nobody").await;
    browser.goto(LIST).await;
    browser.tabs_to("Last seen").await;
    browser.press(Key::Enter).await;
    browser
        .arrives_at("/northwind/settings/users?sort=-seen")
        .await;
    browser.tabs_to("Skip to the page").await;
    browser.press(Key::Enter).await;
    browser.tabs_to("More for Ana Lima").await;
    browser.press(Key::Down).await;
    browser.sees("Open profile").await;
    look(&browser, "directory-menu").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_role_that_is_passed_on_the_way_by_keys_is_given_to_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = everybody(&workspace).await;
    let agent = workspace.role(BuiltinRole::Agent);
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(LIST).await;
    browser.tabs_to("Role of Ana Lima").await;
    browser.press(Key::Up).await;
    browser.press(Key::Up).await;
    becomes_true(&browser, &chosen(ana, "Admin")).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(workspace.roles_of(ana), [agent]);
    browser.press(Key::Enter).await;
    browser.sees("Ana Lima is an Admin now.").await;
    browser.press(Key::Down).await;
    browser.press(Key::Escape).await;
    becomes_true(&browser, &chosen(ana, "Admin")).await;
    // Going on is as good as Enter.
    browser.press(Key::Down).await;
    browser.press(Key::Tab).await;
    browser.sees("Ana Lima is a Supervisor now.").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_list_fits_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = everybody(&workspace).await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(LIST).await;
    look(&browser, "directory-phone").await;
    browser.choose("Role of Ana Lima", "Admin").await;
    browser.sees("Ana Lima is an Admin now.").await;
    becomes_true(&browser, &chosen(ana, "Admin")).await;
    look(&browser, "directory-phone-changed").await;
    browser.click("More for Ana Lima").await;
    browser.sees("Open profile").await;
    look(&browser, "directory-phone-menu").await;
    browser.close().await;
}
