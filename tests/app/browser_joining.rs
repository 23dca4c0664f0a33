//! Joining with a link in a real browser: by mouse, by keyboard, on a phone, in the dark, without
//! scripts.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use muster::types::SecretToken;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{Invite, Invited, PASSWORD, TestApp, Workspace};

async fn nora(workspace: &Workspace<'_>) -> Invited {
    let invite = Invite {
        full_name: Some("Nora Bell"),
        message: Some("Hello Nora,\nyou start on Monday. Ask me anything until then."),
        ..Invite::default()
    };
    workspace.invite(&invite).await
}

async fn fills_in(browser: &Browser, again: &str) {
    browser.fill("First name", "Nora").await;
    browser.fill("Last name", "Bell").await;
    browser.fill("Password", PASSWORD).await;
    browser.fill("Confirm password", again).await;
    browser.click("Accept and create account").await;
}

#[actix_web::test]
async fn nora_joins_by_mouse_after_a_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = nora(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(invited.link).await;
    browser.sees("Maja Öberg invited you as an Agent.").await;
    browser.is_accessible().await;
    browser.screenshot("accept").await;
    fills_in(&browser, "teapot-lantern").await;
    browser.sees("The two passwords differ.").await;
    browser.is_accessible().await;
    browser.screenshot("accept-mistake").await;
    fills_in(&browser, PASSWORD).await;
    browser.arrives_at("/northwind/inbox").await;
    browser.sees("Welcome, Nora Bell").await;
    browser.is_accessible().await;
    browser.screenshot("accept-welcome").await;
    // Back leads to where they belong, not to a page that says "already used".
    browser.goto(invited.link).await;
    browser.arrives_at("/northwind/inbox").await;
    browser.close().await;
}

#[actix_web::test]
async fn nora_joins_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = nora(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(invited.link).await;
    let mut reached = Vec::new();
    for _ in 0..9 {
        browser.tab().await;
        let focused = browser.focused_text().await;
        if focused == "Password" || focused == "Confirm password" {
            browser.press_text(PASSWORD).await;
        }
        reached.push(focused);
    }
    assert_eq!(
        reached,
        [
            "Email",
            "First name",
            "Last name",
            "Display name optional",
            "Password",
            "Show password",
            "Confirm password",
            "Show confirm password",
            "Accept and create account",
        ]
    );
    browser.press(Key::Enter).await;
    browser.arrives_at("/northwind/inbox").await;
    browser.close().await;
}

#[actix_web::test]
async fn nora_joins_without_scripts_and_makes_somebody_way_for_herself() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = nora(&workspace).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(invited.link).await;
    browser.sees("You are signed in as Maja Öberg").await;
    browser.click("Sign out and continue").await;
    browser.arrives_at(invited.link).await;
    fills_in(&browser, PASSWORD).await;
    browser.arrives_at("/northwind/inbox?notice=welcome").await;
    browser.sees("Welcome, Nora Bell").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_new_link_is_asked_for_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = nora(&workspace).await;
    app.clock.advance(TimeDelta::days(8));
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.goto(invited.link).await;
    browser.click("Email me a new link").await;
    browser.sees("a new link is on its way").await;
    browser.close().await;
}

/// Where each kind of page is, by name.
async fn pages(workspace: &Workspace<'_>) -> Vec<(&'static str, &'static str)> {
    let invite = async |email: &str| {
        let invite = Invite {
            email,
            full_name: Some("Nora Bell"),
            message: Some("Hello Nora,\nyou start on Monday."),
            ..Invite::default()
        };
        workspace.invite(&invite).await
    };
    let app = workspace.app;
    let expired = invite("expired@northwind.example").await;
    let replaced = invite("replaced@northwind.example").await;
    let cancelled = invite("cancelled@northwind.example").await;
    let used = invite("used@northwind.example").await;
    let live = invite("live@northwind.example").await;
    let form = [
        ("first_name", "Nora"),
        ("last_name", "Bell"),
        ("password", PASSWORD),
        ("password_confirm", PASSWORD),
    ];
    app.post(used.link, &form).await.has_status(303);
    workspace.new_link(replaced.id).await;
    for change in [
        "UPDATE invitations SET expires_at = now() - interval '1 day' WHERE email LIKE 'expired%'",
        "UPDATE invitations SET status = 'cancelled', cancelled_at = now(), user_id = NULL
         WHERE email LIKE 'cancelled%'",
    ] {
        sql_query(change)
            .execute(&mut app.database.connection())
            .unwrap();
    }
    let unknown = format!("/northwind/invitation/{}", SecretToken::random().encode()).leak();
    vec![
        ("live", live.link),
        ("expired", expired.link),
        ("replaced", replaced.link),
        ("cancelled", cancelled.link),
        ("used", used.link),
        ("unknown", unknown),
    ]
}

#[actix_web::test]
async fn each_page_of_a_link_is_accessible() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let pages = pages(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    for (name, link) in &pages {
        browser.goto(link).await;
        browser.is_accessible().await;
        browser.screenshot(&format!("link-{name}")).await;
    }
    let (_, expired) = &pages[1];
    browser.goto(expired).await;
    browser.click("Email me a new link").await;
    browser.sees("a new link is on its way").await;
    browser.is_accessible().await;
    browser.screenshot("link-renewed").await;
    let (_, live) = &pages[0];
    for (name, change, says) in [
        (
            "no-seat",
            "UPDATE workspaces SET plan = 'free_trial'",
            "No seat is free right now",
        ),
        (
            "not-offered",
            "UPDATE invitations SET invited_by = NULL",
            "This invitation needs another look",
        ),
    ] {
        sql_query(change)
            .execute(&mut app.database.connection())
            .unwrap();
        browser.goto(live).await;
        fills_in(&browser, PASSWORD).await;
        browser.sees(says).await;
        browser.is_accessible().await;
        browser.screenshot(&format!("link-{name}")).await;
    }
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(live).await;
    browser.is_accessible().await;
    browser.screenshot("link-signed-in-as").await;
    browser.close().await;
}

#[actix_web::test]
async fn each_page_of_a_link_fits_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let pages = pages(&workspace).await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    for (name, link) in &pages {
        browser.goto(link).await;
        browser.has_no_sideways_scroll().await;
        browser.is_accessible().await;
        browser.screenshot(&format!("link-{name}-phone-dark")).await;
    }
    browser.goto(pages[0].1).await;
    fills_in(&browser, PASSWORD).await;
    browser.arrives_at("/northwind/inbox").await;
    browser.sees("Welcome, Nora Bell").await;
    browser.has_no_sideways_scroll().await;
    browser.is_accessible().await;
    browser.screenshot("accept-welcome-phone-dark").await;
    browser.close().await;
}
