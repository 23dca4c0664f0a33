//! Departments, somebody's page and the narrowed list in a real browser.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::users;
use muster::types::UserId;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

/// Care with Returns and Refunds in it, Sales, and a few people. Sofia's id comes back.
async fn organisation(workspace: &Workspace<'_>) -> UserId {
    let maja = workspace.maja().await;
    let list = "/settings/departments";
    let mut ids: Vec<(&str, String)> = Vec::new();
    for (name, parent) in [
        ("Customer care", ""),
        ("Returns", "Customer care"),
        ("Refunds", "Returns"),
        ("Sales", ""),
    ] {
        let parent = ids.iter().find(|(other, _)| *other == parent);
        let parent = parent.map_or(String::new(), |(_, id)| id.clone());
        maja.post(list, &[("name", name), ("parent", &parent)])
            .await
            .has_status(303);
        let shown = maja.get(list).await.body;
        let row = shown
            .split("<tr id=\"department-")
            .find(|row| row.contains(&format!(">{name}</a>")));
        ids.push((name, row.unwrap().chars().take(36).collect()));
    }
    let mut sofia = None;
    for (name, place) in [
        ("Amina Khatun", 0),
        ("Sofia Duarte", 1),
        ("Jonas Lindqvist", 1),
        ("Priya Thomas", 3),
    ] {
        let person = workspace.member(name, BuiltinRole::Agent).await;
        maja.post(
            &format!("/settings/users/{person}"),
            &[("department", ids[place].1.as_str())],
        )
        .await
        .has_status(303);
        if name == "Sofia Duarte" {
            sofia = Some(person);
        }
    }
    diesel::update(users::table.find((workspace.id, sofia.unwrap())))
        .set(users::availability.eq("away"))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    sofia.unwrap()
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
async fn departments_are_made_merged_and_deleted_by_mouse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/departments").await;
    look(&browser, "departments-none").await;
    organisation(&workspace).await;
    browser.click("New department").await;
    browser.fill("Name", "Europe").await;
    browser.choose("Inside", "Sales").await;
    browser.types_into("Find somebody", "priy").await;
    browser.sees("priya@northwind.example").await;
    pick(&browser, "Priya Thomas").await;
    look(&browser, "department-new").await;
    browser.click("Make department").await;
    browser.sees("The department is there.").await;
    look(&browser, "departments").await;
    browser.click("Returns").await;
    browser.sees("Inside Customer care.").await;
    look(&browser, "department").await;
    browser.choose("Inside", "Sales › Europe").await;
    browser.click("Save changes").await;
    browser.sees("Inside Sales › Europe.").await;
    browser.click("Merge").await;
    browser.sees("2 active people are in it.").await;
    browser.choose("Into which department", "Sales").await;
    look(&browser, "department-merge").await;
    browser.click_in("dialog", "Merge Returns").await;
    browser.sees("The departments are one now.").await;
    browser.click("Delete Sales").await;
    browser
        .sees("The 2 departments inside it move up to the top.")
        .await;
    browser.choose("Where they go", "Customer care").await;
    look(&browser, "department-delete").await;
    browser.click_in("dialog", "Delete Sales").await;
    browser.sees("The department is deleted.").await;
    browser.close().await;
}

#[actix_web::test]
async fn somebodys_page_is_edited_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = organisation(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/users/{sofia}"))
        .await;
    look(&browser, "person").await;
    browser.fill("Full name", "Sofia Lima").await;
    // Enter in the box takes who was found and sends nothing.
    browser.types_into("Find somebody", "amin").await;
    browser.sees("1 person found.").await;
    look(&browser, "person-manager").await;
    browser.press(Key::Enter).await;
    let chosen = "return document.activeElement.checked && document.activeElement.name";
    assert_eq!(browser.script::<String>(chosen, vec![]).await, "manager");
    // Who is chosen stays while somebody else is looked for.
    browser.types_into("Find somebody", "jona").await;
    browser.sees("jonas@northwind.example").await;
    browser.sees("Amina Khatun").await;
    let both = "return document.querySelectorAll('#manager-found input').length";
    assert_eq!(browser.script::<u32>(both, vec![]).await, 2);
    let name = "document.getElementById('full_name').focus()";
    browser.script::<()>(name, vec![]).await;
    browser.press(Key::Enter).await;
    browser.sees("The changes are saved.").await;
    browser.sees("Sofia Lima").await;
    let kept = "return document.querySelector('[name=manager]:checked').labels[0].textContent";
    let kept: String = browser.script(kept, vec![]).await;
    assert!(kept.contains("Amina Khatun"), "{kept}");
    look(&browser, "person-saved").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_list_is_narrowed_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    organisation(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "users-departments").await;
    browser.choose("Department", "Customer care").await;
    browser
        .sees("Everyone in the department Customer care.")
        .await;
    let rows = "return document.querySelectorAll('tbody tr').length";
    assert_eq!(browser.script::<u32>(rows, vec![]).await, 3);
    let focus = "return document.activeElement.id";
    assert_eq!(
        browser.script::<String>(focus, vec![]).await,
        "by-department"
    );
    look(&browser, "users-narrowed").await;
    browser.click("Show everyone").await;
    browser.sees("Priya Thomas").await;
    browser.close().await;
}

#[actix_web::test]
async fn all_of_it_works_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = organisation(&workspace).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/departments").await;
    browser.click("Returns").await;
    browser.fill("Name", "Parcels").await;
    browser.fill("Find somebody", "sofia").await;
    browser.click("Find").await;
    pick(&browser, "Sofia Duarte").await;
    browser.screenshot("department-plain").await;
    browser.click("Save changes").await;
    browser.sees("The department is saved.").await;
    browser.click("Delete").await;
    browser.choose("Where they go", "Sales").await;
    browser.click("Delete Parcels").await;
    browser.sees("The department is deleted.").await;
    browser.goto("/northwind/settings/users").await;
    browser.choose("Department", "Sales").await;
    browser.click("Filter").await;
    browser.sees("Everyone in the department Sales.").await;
    browser.click("Sofia Duarte").await;
    browser.fill("Display name", "Sof").await;
    browser.fill("Find somebody", "amina").await;
    browser.click("Find").await;
    pick(&browser, "Amina Khatun").await;
    browser.screenshot("person-plain").await;
    browser.click("Save changes").await;
    browser
        .arrives_at(&format!(
            "/northwind/settings/users/{sofia}?notice=person-saved"
        ))
        .await;
    browser.close().await;
}

#[actix_web::test]
async fn all_of_it_fits_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = organisation(&workspace).await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/departments").await;
    look(&browser, "departments-phone").await;
    browser.click("Refunds").await;
    look(&browser, "department-phone").await;
    browser
        .goto(&format!("/northwind/settings/users/{sofia}"))
        .await;
    browser.types_into("Find somebody", "example").await;
    browser.sees("5 people found.").await;
    look(&browser, "person-phone").await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "users-phone").await;
    browser.close().await;
}
