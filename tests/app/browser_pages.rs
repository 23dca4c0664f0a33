//! The pages in a real browser: by mouse, by keyboard, on a phone, in the dark, without scripts.

use muster::access::BuiltinRole;
use thirtyfour::Key;

use crate::support::TestApp;
use crate::support::browser::Browser;

#[actix_web::test]
async fn somebody_comes_in_by_the_front_door_changes_a_name_and_signs_out() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    app.workspace("southwind").await;
    for (name, role) in [
        ("Erik Windahl", BuiltinRole::Admin),
        ("Amina Khatun", BuiltinRole::Supervisor),
        ("Jonas Lindqvist", BuiltinRole::Agent),
        ("Sofia Duarte", BuiltinRole::Agent),
        ("Lucia Campos", BuiltinRole::Agent),
    ] {
        workspace.member(name, role).await;
    }
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/").await;
    browser.sees("Which workspace?").await;
    browser.is_accessible().await;
    browser.screenshot("front-door").await;
    browser.fill("Workspace address", "northwind").await;
    browser.click("Continue").await;
    browser.arrives_at("/northwind/settings/users").await;
    browser
        .sees("Everyone who can sign in to Northwind Support.")
        .await;
    browser.is_accessible().await;
    browser.screenshot("users").await;
    browser.click("Maja Öberg (your profile)").await;
    browser.fill("Full name", "www.evil.example").await;
    browser.click("Save names").await;
    browser.screenshot("profile-mistake").await;
    browser.is_accessible().await;
    browser.fill("Full name", "Maja Lind").await;
    browser.click("Save names").await;
    browser.arrives_at("/northwind/profile").await;
    browser.is_accessible().await;
    browser.screenshot("profile").await;
    browser.click("Sign out").await;
    browser.arrives_at("/northwind/login").await;
    browser.close().await;
}

#[actix_web::test]
async fn everything_is_reached_by_keyboard_in_reading_order() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/profile").await;
    let mut reached = Vec::new();
    for _ in 0..19 {
        browser.tab().await;
        reached.push(browser.focused_text().await);
    }
    let expected = [
        "Skip to the page",
        "N Northwind Support northwind",
        "Inbox",
        "Users",
        "Roles",
        "Teams",
        "Departments",
        "Org chart",
        "Audit log",
        "API keys",
        "Email",
        "Workspace",
        "Maja Öberg (your profile)",
        "Available (set yourself to away)",
        "Keys",
        "Sign out",
        "Full name",
        "Display name",
        "Save names",
    ];
    assert_eq!(reached, expected);
    browser.goto("/northwind/profile").await;
    browser.tab().await;
    browser.press(Key::Enter).await;
    browser.tab().await;
    assert_eq!(browser.focused_text().await, "Full name");
    browser.close().await;
}

#[actix_web::test]
async fn a_phone_shows_everything_without_scrolling_sideways() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace
        .member(
            "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft Schaefer",
            BuiltinRole::Agent,
        )
        .await;
    let Some(browser) = Browser::at(&app).phone().await else {
        return;
    };
    browser.goto("/nothing/here").await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("not-found-phone").await;
    browser.enter_as(&workspace.maja().await).await;
    for (path, name) in [
        ("/settings/users", "users-phone"),
        ("/profile", "profile-phone"),
    ] {
        browser.goto(&format!("/northwind{path}")).await;
        browser.has_no_sideways_scroll().await;
        browser.is_accessible().await;
        browser.screenshot(name).await;
    }
    browser.click("Menu").await;
    browser.screenshot("menu-phone").await;
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.close().await;
}

#[actix_web::test]
async fn the_dark_has_enough_contrast() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).dark().await else {
        return;
    };
    browser.goto("/nothing/here").await;
    browser.is_accessible().await;
    browser.screenshot("not-found-dark").await;
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.is_accessible().await;
    browser.screenshot("users-dark").await;
    browser.close().await;
}

#[actix_web::test]
async fn settings_are_saved_without_scripts_on_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let page = "/northwind/settings/workspace";
    for (browser, name) in [
        (Browser::at(&app), "settings"),
        (Browser::at(&app).phone().dark(), "settings-phone-dark"),
    ] {
        let Some(browser) = browser.await else {
            return;
        };
        browser.enter_as(&maja).await;
        browser.goto(page).await;
        browser.is_accessible().await;
        browser.has_no_sideways_scroll().await;
        browser.screenshot(name).await;
        browser.close().await;
    }
    let Some(browser) = Browser::at(&app).phone().without_javascript().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(page).await;
    browser.choose("Time zone", "Berlin").await;
    browser.fill("Signed out in any case after", "24").await;
    browser.click("Save settings").await;
    browser.sees("Choose at least the 168 hours").await;
    browser.has_no_sideways_scroll().await;
    browser.fill("Signed out when unused for", "24").await;
    browser.click("Save settings").await;
    browser
        .arrives_at("/northwind/settings/workspace?notice=settings-saved")
        .await;
    browser.sees("The settings are saved.").await;
    browser.sees("Pages and mails tell times in it.").await;
    browser.close().await;
}

#[actix_web::test]
async fn without_scripts_everything_works_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    app.workspace("southwind").await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/profile").await;
    browser.fill("Full name", "Maja Lind").await;
    browser.click("Save names").await;
    browser
        .arrives_at("/northwind/profile?notice=names-saved")
        .await;
    browser.click("Sign out").await;
    browser
        .arrives_at("/northwind/login?notice=signed-out")
        .await;
    browser.close().await;
}
