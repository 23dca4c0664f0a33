//! API keys in a real browser: by mouse, by keyboard, on a phone, in the dark, without scripts.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use muster::access::{BuiltinRole::Admin, BuiltinRole::Supervisor, Permission as P};
use muster::types::UserId;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{PASSWORD, TestApp, Workspace};

const PAGE: &str = "/northwind/settings/api-keys";

/// Keys of every kind, and Sofia, who leaves two of them behind.
async fn keys(workspace: &Workspace<'_>) -> UserId {
    let erik = workspace.member("Erik Windahl", Admin).await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let priya = workspace.member("Priya Thomas", Supervisor).await;
    let all = [P::ReadUsers, P::InviteUsers, P::WriteUsers, P::ReadTeams];
    let connection = &mut workspace.app.database.connection();
    for (name, maker, set) in [
        ("Payroll", erik, "last_used_at = now()"),
        (
            "Campaign service",
            workspace.owner,
            "expires_at = now() + interval '9 days'",
        ),
        (
            "Shift planner",
            priya,
            "last_used_at = now() - interval '1 day'",
        ),
        (
            "Monthly report",
            sofia,
            "last_used_at = now() - interval '2 hours'",
        ),
        ("Wallboard", sofia, "expires_at = NULL"),
        (
            "Office door",
            erik,
            "created_at = now() - interval '100 days'",
        ),
        (
            "Old help desk",
            erik,
            "expires_at = now() - interval '3 days'",
        ),
        ("Somebody's laptop", erik, "revoked_at = now()"),
    ] {
        let key = match name {
            "Shift planner" => workspace.script_of(maker, &[P::ReadUsers, P::DeleteUsers]),
            _ => workspace.script_of(maker, &all),
        };
        let name = name.replace('\'', "''");
        let change = format!(
            "UPDATE api_keys SET name = '{name}', {set} WHERE id = '{}'",
            key.key
        );
        connection.batch_execute(&change).unwrap();
    }
    sofia
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

/// The row of a key.
async fn row(browser: &Browser, name: &str) -> String {
    let find = "return [...document.querySelectorAll('tr')].find(row =>
        row.textContent.includes(arguments[0])).id";
    let id: String = browser.script(find, vec![name.into()]).await;
    format!("#{id}")
}

#[actix_web::test]
async fn a_key_is_made_and_ended_by_mouse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(PAGE).await;
    browser.sees("No key yet").await;
    look(&browser, "keys-none").await;
    browser.click("New key").await;
    browser.sees("Make key").await;
    browser.fill("Name", "Payroll").await;
    browser.tick("Invite users").await;
    look(&browser, "key-new").await;
    browser.click("Make key").await;
    browser.sees("Copy it now.").await;
    look(&browser, "key-made").await;
    let text: String = browser
        .script(
            "return document.querySelector('#api-key').textContent",
            vec![],
        )
        .await;
    browser.click("Copy key").await;
    browser.sees("Copied").await;
    let me = app.client.get(app.url("/api/me")).bearer_auth(&text);
    assert_eq!(me.send().await.unwrap().status(), 200);
    // What a browser asks about before it sends a form again.
    browser.script::<()>("history.go(0)", vec![]).await;
    browser.goto(PAGE).await;
    browser.sees("Payroll").await;
    browser.click("Revoke").await;
    browser.sees("This can't be undone.").await;
    look(&browser, "key-revoke").await;
    browser.click_in("dialog", "Keep Payroll").await;
    browser.click("Revoke").await;
    browser.click_in("dialog", "Revoke Payroll").await;
    browser.sees("The key is revoked.").await;
    browser.sees("1 expired or revoked key").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_list_says_how_each_key_stands_and_one_is_taken_over() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    let sofia = keys(&workspace).await;
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/users/{sofia}"))
        .await;
    browser.click("Deactivate").await;
    browser.sees("2 API keys of Sofia").await;
    look(&browser, "deactivate-keys").await;
    browser.click("Deactivate Sofia").await;
    browser
        .sees("Deactivated, and signed out everywhere.")
        .await;
    browser.goto(PAGE).await;
    browser.sees("Its maker left").await;
    look(&browser, "keys").await;
    browser.click("2 expired or revoked keys").await;
    browser.sees("Old help desk").await;
    look(&browser, "keys-over").await;
    app.clock.advance(TimeDelta::minutes(11));
    let wallboard = row(&browser, "Wallboard").await;
    browser.click_in(&wallboard, "Take over").await;
    browser.sees("Its text stays the same").await;
    browser.fill("Your password", "not-it-at-all").await;
    browser.click_in("dialog", "Take over Wallboard").await;
    browser.sees("This isn't your current password.").await;
    look(&browser, "key-take-over").await;
    browser.fill("Your password", PASSWORD).await;
    browser.click_in("dialog", "Take over Wallboard").await;
    browser.sees("You answer for the key from now on").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_key_is_made_and_revoked_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&format!("{PAGE}/new")).await;
    browser.tabs_to("Name").await;
    browser.press_text("Payroll").await;
    browser.tabs_to("Write teams").await;
    browser.press(Key::Space).await;
    browser.sees("Also ticked: Read teams.").await;
    browser.press(Key::Enter).await;
    browser.sees("Copy it now.").await;
    browser.tabs_to("Done").await;
    browser.press(Key::Enter).await;
    browser.sees("Read teams, Write teams").await;
    browser.tabs_to("Revoke").await;
    browser.press(Key::Enter).await;
    browser.sees("This can't be undone.").await;
    browser.press(Key::Escape).await;
    browser.press(Key::Enter).await;
    browser.sees("This can't be undone.").await;
    browser.tabs_to("Revoke Payroll").await;
    browser.press(Key::Enter).await;
    browser.sees("The key is revoked.").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_in_the_dark_shows_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    let sofia = keys(&workspace).await;
    let maja = workspace.maja().await;
    browser.enter_as(&maja).await;
    browser
        .goto(&format!("/northwind/settings/users/{sofia}"))
        .await;
    browser.click("Deactivate").await;
    browser
        .choose("2 API keys of Sofia", "Take them over")
        .await;
    look(&browser, "deactivate-keys-phone-dark").await;
    browser.goto(PAGE).await;
    look(&browser, "keys-phone-dark").await;
    browser.click("New key").await;
    browser.fill("Name", "Payroll").await;
    browser.tick("Read users").await;
    look(&browser, "key-new-phone-dark").await;
    browser.press(Key::Enter).await;
    browser.sees("Copy it now.").await;
    look(&browser, "key-made-phone-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_each_question_is_a_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    keys(&workspace).await;
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(&format!("{PAGE}/new")).await;
    browser.fill("Name", "Nightly").await;
    browser.choose("Works for", "1 year").await;
    browser.tick("Read audit log").await;
    browser.click("Make key").await;
    browser.sees("Copy it now.").await;
    browser.screenshot("key-made-plain").await;
    browser.click("Done").await;
    browser.sees("Nightly").await;
    let planner = row(&browser, "Shift planner").await;
    browser.click_in(&planner, "Take over").await;
    browser.sees("Its text stays the same").await;
    browser.screenshot("key-take-over-plain").await;
    browser.click("Leave Shift planner").await;
    browser.arrives_at(PAGE).await;
    let nightly = row(&browser, "Nightly").await;
    browser.click_in(&nightly, "Revoke").await;
    browser.sees("This can't be undone.").await;
    browser.click("Revoke Nightly").await;
    browser.sees("The key is revoked.").await;
    browser.close().await;
}
