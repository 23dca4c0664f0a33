//! Inviting in a real browser: by mouse, by keyboard, on a phone, in the dark, without scripts.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{invitations, users, workspaces};
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace, recount};

const SENT: &str = "/northwind/settings/users?tab=pending";

/// Erik is a member, Sofia was, Tove is invited, and there are ten seats.
async fn northwind(workspace: &Workspace<'_>) {
    let connection = &mut workspace.app.database.connection();
    diesel::update(workspaces::table)
        .set(workspaces::plan.eq("scale"))
        .execute(connection)
        .unwrap();
    workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    diesel::update(users::table.filter(users::email.eq("sofia@northwind.example")))
        .set(users::status.eq("inactive"))
        .execute(connection)
        .unwrap();
    recount(connection);
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let form = [("emails", "tove@northwind.example"), ("role", &agent)];
    let maja = workspace.maja().await;
    maja.post("/settings/invitations", &form)
        .await
        .has_status(303);
}

fn invited(app: &TestApp) -> Vec<String> {
    invitations::table
        .order(invitations::email)
        .select(invitations::email)
        .load(&mut app.database.connection())
        .unwrap()
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

async fn chips(browser: &Browser) -> u32 {
    let count = "return document.querySelectorAll('.addresses li').length";
    browser.script(count, vec![]).await
}

/// Which go with one address.
async fn offers_names(browser: &Browser) -> bool {
    let shown = "return document.getElementById('full_name').checkVisibility()";
    browser.script(shown, vec![]).await
}

async fn typed(browser: &Browser) -> String {
    let text = "return document.querySelector('.addresses textarea').value";
    browser.script(text, vec![]).await
}

/// As if it came from elsewhere.
async fn paste(browser: &Browser, text: &str) {
    let insert = "const field = document.querySelector('.addresses textarea');
        field.focus();
        field.value += arguments[0];
        field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste'}));";
    browser.script::<()>(insert, vec![text.into()]).await;
}

#[actix_web::test]
async fn people_are_invited_by_mouse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    northwind(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("Invite people").await;
    browser.sees("Each person gets their own link.").await;
    look(&browser, "invite-empty").await;
    paste(
        &browser,
        "nora@northwind.example, ali@northwind.example erik@northwind.example",
    )
    .await;
    browser
        .sees("erik@northwind.example is already an active user. Remove it to continue.")
        .await;
    browser.sees("Uses 2 of 7 free seats").await;
    browser.sees("Send 2 invitations").await;
    assert!(!offers_names(&browser).await);
    look(&browser, "invite").await;
    browser.tick("Send invitation email").await;
    browser.click("More roles").await;
    browser.sees("Admin").await;
    browser.tick("Supervisor").await;
    browser.click("Message and time limit").await;
    browser
        .fill("Personal message", "Welcome to the team")
        .await;
    browser.sees("19 of 500").await;
    look(&browser, "invite-everything").await;
    browser.fill("Link works for", "1000").await;
    browser.click("Send 2 invitations").await;
    browser.sees("Use a whole number of hours").await;
    assert_eq!(chips(&browser).await, 3);
    browser.fill("Link works for", "24").await;
    browser.click("Send 2 invitations").await;
    browser
        .sees("Invited: nora@northwind.example, ali@northwind.example.")
        .await;
    look(&browser, "invite-partly").await;
    assert_eq!(chips(&browser).await, 1);
    browser.click("Remove erik@northwind.example").await;
    browser.sees("5 of 10 seats are free").await;
    paste(&browser, "Jane Doe <jane@gmial.com>").await;
    browser.sees("looks mistyped. Did you mean").await;
    browser.click("jane@gmail.com").await;
    browser.sees("Send 1 invitation").await;
    browser.click("Send 1 invitation").await;
    browser.arrives_at(SENT).await;
    browser.sees("Invited. The emails are on their way.").await;
    let everybody = [
        "ali@northwind.example",
        "jane@gmail.com",
        "nora@northwind.example",
        "tove@northwind.example",
    ];
    assert_eq!(invited(&app), everybody);
    browser.close().await;
}

#[actix_web::test]
async fn people_are_invited_by_keyboard_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    northwind(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.press_text("i").await;
    browser.sees("Each person gets their own link.").await;
    assert_eq!(browser.focused_text().await, "Email addresses");
    assert!(!offers_names(&browser).await);
    browser.press_text("nora@northwind.example,").await;
    browser.sees("Send 1 invitation").await;
    assert!(offers_names(&browser).await);
    browser.press_text("Ali Khan <ali@northwind.example>").await;
    browser.press(Key::Enter).await;
    browser.sees("Send 2 invitations").await;
    assert_eq!(
        (chips(&browser).await, typed(&browser).await),
        (2, String::new())
    );
    // The last one comes back to be corrected, and again when the field is left.
    browser.press(Key::Backspace).await;
    browser.sees("Send 1 invitation").await;
    assert_eq!(typed(&browser).await, "Ali Khan <ali@northwind.example>");
    browser.tab().await;
    browser.sees("Send 2 invitations").await;
    assert_eq!(browser.focused_text().await, "Agent");
    for _ in 0..20 {
        if browser.focused_text().await == "Send 2 invitations" {
            break;
        }
        browser.tab().await;
    }
    browser.press(Key::Enter).await;
    browser.arrives_at(SENT).await;
    browser.sees("Invited. The emails are on their way.").await;
    assert_eq!(invited(&app).len(), 3);
    browser.press_text("i").await;
    browser.sees("Each person gets their own link.").await;
    browser.press(Key::Escape).await;
    // The dialog closes, and then gives the focus back.
    for _ in 0..50 {
        if browser.focused_text().await == "Invite people" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    assert_eq!(browser.focused_text().await, "Invite people");
    browser.close().await;
}

/// Tove's, as the server says what came of it.
async fn resends_from_the_dialog(browser: &Browser, app: &TestApp) {
    browser.click("Resend").await;
    browser
        .sees("Invitation to tove@northwind.example sent")
        .await;
    // What is said stands there until the addresses change.
    paste(browser, "another@northwind.example, ").await;
    browser.click("Resend").await;
    browser
        .sees("The invitation to tove@northwind.example was sent less than a minute ago, so nothing more was sent.")
        .await;
    assert_eq!(chips(browser).await, 8, "nothing is lost by it");
    // It has expired, and what took its seat leaves none.
    let connection = &mut app.database.connection();
    diesel::update(invitations::table)
        .set((
            invitations::expires_at.eq(invitations::created_at),
            invitations::resent_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        ))
        .execute(connection)
        .unwrap();
    diesel::update(workspaces::table)
        .set(workspaces::plan.eq("free_trial"))
        .execute(connection)
        .unwrap();
    paste(browser, "one-more@northwind.example, ").await;
    browser.click("Resend").await;
    browser.sees("That can't be done now.").await;
    browser
        .sees("Remove it to continue. That can't be done now. The only seat is in use.")
        .await;
    browser.screenshot("invite-resent-phone").await;
    assert_eq!(chips(browser).await, 9, "nothing is lost by it");
}

#[actix_web::test]
async fn chips_of_every_kind_fit_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    northwind(&workspace).await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "invite-button-phone").await;
    browser.click("Invite people").await;
    browser.sees("Each person gets their own link.").await;
    let everything = "Nora Bell <nora@northwind.example>, jane@gmial.com, erik@northwind.example, \
        sofia@northwind.example, tove@northwind.example, maja@northwind.example, nobody at all";
    paste(&browser, everything).await;
    browser
        .sees("“nobody at all”: This address has no @.")
        .await;
    look(&browser, "invite-phone").await;
    let foot = "document.querySelector('dialog .foot').scrollIntoView({behavior: 'instant'})";
    browser.script::<()>(foot, vec![]).await;
    look(&browser, "invite-foot-phone").await;
    resends_from_the_dialog(&browser, &app).await;
    browser.goto("/northwind/onboarding").await;
    look(&browser, "onboarding-phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn every_kind_of_chip_is_readable_in_the_light() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    northwind(&workspace).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/invitations/new").await;
    let everything = "Nora Bell <nora@northwind.example>, jane@gmial.com, erik@northwind.example, \
        sofia@northwind.example, tove@northwind.example, maja@northwind.example, nobody at all";
    paste(&browser, everything).await;
    browser
        .sees("“nobody at all”: This address has no @.")
        .await;
    look(&browser, "invite-page").await;
    browser.close().await;
}

#[actix_web::test]
async fn five_hundred_chips_stay_quick() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("Invite people").await;
    browser.sees("Each person gets their own link.").await;
    let lines: Vec<String> = (0..500)
        .map(|n| format!("Person {n} <person.{n}@northwind.example>"))
        .collect();
    let lines = lines.join("\n");
    let started = std::time::Instant::now();
    paste(&browser, &lines).await;
    browser.sees("Send 500 invitations").await;
    println!("500 chips after {:?}", started.elapsed());
    assert_eq!(chips(&browser).await, 500);
    browser.screenshot("invite-500").await;
    paste(&browser, "one.more@northwind.example").await;
    browser.sees("At most 500 at a time; these are 501.").await;
    browser.screenshot("invite-501").await;
    browser.press(Key::Backspace).await;
    browser.sees("Send invitations").await;
    assert!(typed(&browser).await.contains("Person 499"));
    browser.close().await;
}

#[actix_web::test]
async fn people_are_invited_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    northwind(&workspace).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("Invite people").await;
    browser
        .arrives_at("/northwind/settings/invitations/new")
        .await;
    let text = "nora@northwind.example, erik@northwind.example";
    browser.fill("Email addresses", text).await;
    browser.click("Send invitations").await;
    browser.sees("Invited: nora@northwind.example.").await;
    browser
        .sees("erik@northwind.example is already an active user.")
        .await;
    assert_eq!(typed(&browser).await, "erik@northwind.example");
    browser.screenshot("invite-plain").await;
    browser
        .fill("Email addresses", "ali@northwind.example")
        .await;
    browser.click("Send invitations").await;
    browser
        .arrives_at("/northwind/settings/users?tab=pending&notice=invitations-sent")
        .await;
    browser.goto("/northwind/onboarding").await;
    browser.fill("Email 1", "amina@northwind.example").await;
    browser.click("Add another").await;
    browser.fill("Email 5", "maja@northwind.example").await;
    browser.choose("Role 1", "Supervisor").await;
    browser.click("Send invitations").await;
    browser.sees("1 person is invited.").await;
    browser.sees("This is you.").await;
    browser.screenshot("onboarding-plain").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_first_people_are_invited_in_rows() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/onboarding").await;
    browser.fill("Email 1", "nora@northwind.example").await;
    browser.fill("Email 2", "ali@northwind.example").await;
    browser.fill("Email 3", "amina@northwind.example").await;
    browser.choose("Role 3", "Supervisor").await;
    browser.sees("Send 3 invitations").await;
    look(&browser, "onboarding").await;
    browser.click("Add another").await;
    assert_eq!(browser.focused_text().await, "Email 5");
    browser.press_text("tove@").await;
    browser.sees("Send 4 invitations").await;
    browser.click("Take out 4").await;
    browser.click("Take out 2").await;
    browser.sees("Send 3 invitations").await;
    browser.click("Send 3 invitations").await;
    browser.sees("2 people are invited.").await;
    browser.sees("Something is missing after the @.").await;
    look(&browser, "onboarding-partly").await;
    browser.click("Paste a list").await;
    browser.sees("Each person gets their own link.").await;
    paste(&browser, "a@northwind.example b@northwind.example").await;
    browser.click("Send 2 invitations").await;
    browser.arrives_at(SENT).await;
    assert_eq!(invited(&app).len(), 4);
    browser.close().await;
}
