//! The audit log in a real browser.

use muster::access::{Author, BuiltinRole, By, Client};
use muster::audit::{self, Action, Entry, Target};
use muster::db::DbError;
use muster::types::{RoleId, SessionId, UserId};
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

/// A morning's work.
async fn what_happened(workspace: &Workspace<'_>) {
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Supervisor).await;
    let sales = Target::Role(RoleId::new());
    let by = |user, name: &str| author(workspace, user, name);
    let on_ana = |action| Entry::new(action).on(Target::User(ana), "Ana Lima");
    let changed = Entry::new(Action::RoleChanged)
        .on(sales, "Sales agent")
        .changed("description", "Sells", "Sells, and answers what comes back")
        .with(
            "permissions",
            json!({
                "before": ["conversations:read", "contacts:read", "contacts:delete"],
                "after": ["conversations:read", "conversations:write", "contacts:read"],
            }),
        );
    let roles = json!({ "before": ["Agent"], "after": ["Supervisor"] });
    for (author, entry) in [
        (by(ana, "Ana Lima"), on_ana(Action::SessionStarted)),
        (
            by(ana, "Ana Lima"),
            on_ana(Action::UserRenamed).changed("display_name", "Ana", "Ana Lima"),
        ),
        (
            by(bob, "Bob Marsh"),
            Entry::new(Action::AccessRefused)
                .on(Target::User(workspace.owner), "Maja Öberg")
                .with("permission", "workspace:own")
                .with("tried", "change_roles")
                .with("limit", "ceiling"),
        ),
        (
            by(erik, "Erik Windahl"),
            on_ana(Action::UserRolesChanged).with("roles", roles),
        ),
        (by(erik, "Erik Windahl"), changed),
    ] {
        let recording = workspace
            .app
            .db
            .tx(move |tx| audit::record(tx, &author, entry));
        let recorded: Result<(), DbError> = recording.await;
        recorded.unwrap();
    }
    let mut stranger = workspace.app.visitor();
    stranger
        .tries("ana@northwind.example", "not the password")
        .await;
    workspace.app.seal_now().await;
}

fn author(workspace: &Workspace<'_>, user: UserId, name: &str) -> Author {
    Author {
        workspace: workspace.id,
        by: By::Person {
            user,
            session: SessionId::new(),
            name: name.to_owned(),
        },
        client: Client {
            ip: Some("198.51.100.7".parse().unwrap()),
            user_agent: Some(
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
            ),
        },
    }
}

#[actix_web::test]
async fn maja_finds_out_who_changed_a_role_and_closes_what_she_opened() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    what_happened(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("Audit log").await;
    browser.arrives_at("/northwind/settings/audit").await;
    browser.is_accessible().await;
    browser.screenshot("audit").await;

    browser.fill("Person", "erik").await;
    browser.choose("What happened", "Changed a role").await;
    browser.click("Filter").await;
    browser
        .sees("Only \u{201c}Changed a role\u{201d} by or to Erik Windahl.")
        .await;
    browser.is_accessible().await;
    browser.screenshot("audit-filtered").await;
    browser.click("Details").await;
    browser.sees("Sealed as entry").await;
    browser.is_accessible().await;
    browser.screenshot("audit-entry").await;
    let here: String = browser.script("return location.pathname", vec![]).await;
    assert_eq!(here, "/northwind/settings/audit", "it lies over the list");
    browser.press(thirtyfour::Key::Escape).await;
    assert_eq!(browser.focused_text().await, "Details");
    browser.click("Show all entries").await;
    browser.arrives_at("/northwind/settings/audit").await;
    browser
        .goto("/northwind/settings/audit?person=nobody&from=2026-01-01")
        .await;
    browser.sees("No entry fits").await;
    browser.is_accessible().await;
    browser.screenshot("audit-nothing").await;
    browser
        .goto("/northwind/settings/audit?person=a%40&from=yesterday")
        .await;
    browser.sees("Write the day as 2026-11-21.").await;
    browser.is_accessible().await;
    browser.screenshot("audit-mistake").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_shows_the_log_and_what_is_behind_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    what_happened(&workspace).await;
    let Some(browser) = Browser::at(&app).phone().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto("/northwind/settings/audit?person=erik&action=role.changed")
        .await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser.screenshot("audit-phone").await;
    browser.click("Details").await;
    browser.sees("Sealed as entry").await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser.screenshot("audit-entry-phone").await;
    browser.goto("/northwind/settings/audit?from=x&to=y").await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser.screenshot("audit-mistake-phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_log_has_enough_contrast_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    what_happened(&workspace).await;
    let Some(browser) = Browser::at(&app).dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/audit").await;
    browser.is_accessible().await;
    browser.screenshot("audit-dark").await;
    browser
        .goto("/northwind/settings/audit?action=role.changed")
        .await;
    browser.click("Details").await;
    browser.sees("Sealed as entry").await;
    browser.is_accessible().await;
    browser.screenshot("audit-entry-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_an_entry_is_a_page_of_its_own() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    what_happened(&workspace).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/audit").await;
    browser.choose("What happened", "Changed a role").await;
    browser.click("Filter").await;
    browser.click("Details").await;
    browser.sees("Sealed as entry").await;
    browser.screenshot("audit-entry-page").await;
    browser.click_in("nav.back", "Audit log").await;
    browser.arrives_at("/northwind/settings/audit").await;
    browser.close().await;
}
