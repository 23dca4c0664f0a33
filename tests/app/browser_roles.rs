//! Roles in a real browser: by mouse, by keyboard, on a phone, in the dark, without scripts.

use muster::access::{BuiltinRole, Permission as P};
use muster::types::UserId;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

/// Six people sell, and two of them answer as well.
async fn sales(workspace: &Workspace<'_>) -> UserId {
    let maja = workspace.maja().await;
    let form = [
        ("name", "Sales agent"),
        ("description", "Answers questions before somebody buys."),
        ("landing", "inbox"),
        ("permission", "conversations:write"),
        ("permission", "contacts:write"),
        ("permission", "campaigns:write"),
        ("permission", "templates:read"),
        ("permission", "users:read"),
    ];
    let made = maja.post("/settings/roles", &form).await;
    let (_, id) = made.header("location").rsplit_once('/').unwrap();
    let role = id.split_once('?').unwrap().0.parse().unwrap();
    let mut first = None;
    for name in [
        "Jonas Weber",
        "Leila Haddad",
        "Tomas Silva",
        "Yuki Tanaka",
        "Ada Obi",
        "Noah Fischer",
    ] {
        let person = workspace.person_with_role(name, role).await;
        if name < "M" {
            workspace.add_role(person.id, workspace.role(BuiltinRole::Agent));
        }
        first.get_or_insert(person.id);
    }
    first.unwrap()
}

async fn focus_by_tab(browser: &Browser, selector: &str) {
    for _ in 0..90 {
        browser.tab().await;
        let there = "return document.activeElement.matches(arguments[0])";
        if browser.script(there, vec![selector.into()]).await {
            return;
        }
    }
    panic!("{selector} can't be reached by Tab");
}

async fn is_ticked(browser: &Browser, permission: &str) -> bool {
    let ticked =
        "return document.querySelector(`[name=permission][value='${arguments[0]}']`).checked";
    browser.script(ticked, vec![permission.into()]).await
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn roles_are_made_changed_given_and_deleted_by_mouse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let jonas = sales(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/roles").await;
    look(&browser, "roles").await;
    browser.click("Sales agent").await;
    browser.sees("Custom role, held by 6 people.").await;
    look(&browser, "role").await;
    browser.tick("Write users").await;
    browser.fill("Name", "Agent").await;
    browser.click("Save changes").await;
    browser.sees("Another role has this name.").await;
    let forms = "return document.querySelectorAll('#role-form').length";
    assert_eq!(browser.script::<u32>(forms, vec![]).await, 1);
    browser.fill("Name", "Sales agent").await;
    browser.click("Save changes").await;
    browser.sees("6 people gain it.").await;
    look(&browser, "role-review").await;
    browser.click_in("dialog", "Save changes").await;
    browser.sees("The role is saved.").await;
    assert!(is_ticked(&browser, "users:write").await);
    browser.tick("Explain each permission").await;
    browser.sees("Edit people, give and take roles").await;
    look(&browser, "role-explained").await;
    browser.click("Duplicate").await;
    browser.sees("New role").await;
    look(&browser, "role-new").await;
    browser.fill("Name", "Returns").await;
    browser.click("Make role").await;
    browser.sees("The role is there. Nobody has it yet.").await;
    browser
        .goto(&format!("/northwind/settings/users/{jonas}"))
        .await;
    browser.sees("Why can Jonas Weber do this?").await;
    look(&browser, "person").await;
    browser.click("Change roles").await;
    browser.tick("Returns").await;
    look(&browser, "person-roles").await;
    browser.click("Save roles").await;
    browser.sees("The roles are changed.").await;
    browser.goto("/northwind/settings/roles").await;
    browser.click("Returns").await;
    browser.click("Delete role").await;
    browser.sees("What they get instead").await;
    browser.tick("Sales agent").await;
    look(&browser, "role-delete").await;
    browser.click("Delete Returns").await;
    browser.sees("The role is deleted.").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_whole_page_of_a_role_works_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    sales(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/roles").await;
    focus_by_tab(&browser, "tr:nth-child(4) a").await;
    browser.press(Key::Enter).await;
    browser.sees("Custom role, held by 6 people.").await;
    focus_by_tab(&browser, "[value='teams:write']").await;
    browser
        .sees("Make, edit and delete teams and departments.")
        .await;
    browser.press(Key::Space).await;
    browser.sees("Also ticked: Read teams.").await;
    assert!(is_ticked(&browser, "teams:read").await);
    // Back to what it needs: both go.
    let unticked = "document.querySelector(\"[value='teams:read']\").focus()";
    browser.script::<()>(unticked, vec![]).await;
    browser.press(Key::Space).await;
    browser.sees("Also unticked: Write teams.").await;
    browser.press(Key::Space).await;
    browser.press(Key::Enter).await;
    browser
        .sees("3 people gain it, 3 already had it by another role.")
        .await;
    let inside = "return document.activeElement.closest('dialog') !== null";
    assert!(browser.script::<bool>(inside, vec![]).await);
    browser.press(Key::Escape).await;
    assert!(is_ticked(&browser, "teams:read").await);
    let back = "return document.activeElement.closest('dialog') === null";
    assert!(browser.script::<bool>(back, vec![]).await);
    browser.press(Key::Enter).await;
    browser
        .sees("3 people gain it, 3 already had it by another role.")
        .await;
    focus_by_tab(&browser, "dialog .primary").await;
    browser.press(Key::Enter).await;
    browser.sees("The role is saved.").await;
    assert!(is_ticked(&browser, "teams:read").await);
    browser.close().await;
}

#[actix_web::test]
async fn roles_work_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let jonas = sales(&workspace).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/roles").await;
    browser.click("Sales agent").await;
    browser.fill("Name", "Seller").await;
    browser.tick("Write teams").await;
    browser.click("Save changes").await;
    browser.sees("Renamed to Seller").await;
    browser.sees("Read teams").await;
    browser.screenshot("role-review-plain").await;
    browser.click("Keep editing").await;
    browser.click("Save changes").await;
    browser.sees("Renamed to Seller").await;
    browser.click("Save changes").await;
    browser.sees("The role is saved.").await;
    browser.click("Delete role").await;
    browser.tick("Agent").await;
    browser.screenshot("role-delete-plain").await;
    browser.click("Delete Seller").await;
    browser.sees("The role is deleted.").await;
    browser.goto("/northwind/settings/users").await;
    let row = format!("#user-{jonas}");
    browser.choose("Role of Jonas Weber", "Supervisor").await;
    browser.click_in(&row, "Save").await;
    browser
        .arrives_at("/northwind/settings/users?notice=roles-changed")
        .await;
    browser.sees("The roles are changed.").await;
    browser.click("More for Jonas Weber").await;
    browser.click_in(&row, "Change roles").await;
    browser.tick("Admin").await;
    browser.click("Save roles").await;
    browser.sees("Admin +1").await;
    browser.close().await;
}

#[actix_web::test]
async fn roles_fit_a_phone_in_the_dark_with_every_sentence() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let jonas = sales(&workspace).await;
    let editor = workspace.custom_role(&[
        P::ReadRoles,
        P::WriteRoles,
        P::ReadUsers,
        P::WriteUsers,
        P::ReadContacts,
    ]);
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    browser.enter_as(&ana).await;
    browser.goto("/northwind/settings/roles").await;
    look(&browser, "roles-phone").await;
    browser.click("Sales agent").await;
    browser
        .sees("Answer and close the conversations they see.")
        .await;
    browser.sees("You don't hold this yourself").await;
    look(&browser, "role-phone").await;
    browser.fill("Name", "Seller").await;
    browser.click("Save changes").await;
    browser.sees("Renamed to Seller").await;
    look(&browser, "role-review-phone").await;
    browser.click_in("dialog", "Save changes").await;
    browser.sees("The role is saved.").await;
    browser
        .goto(&format!("/northwind/settings/users/{jonas}"))
        .await;
    look(&browser, "person-phone").await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "users-roles-phone").await;
    browser.close().await;
}
