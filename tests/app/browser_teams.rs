//! Teams in a real browser: by mouse, by keyboard, on a phone, in the dark, without scripts.

use muster::access::BuiltinRole;
use muster::types::{TeamId, UserId};
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace};

/// A team called Returns with Ana, who leads it, Bob, who is away, Nora, who is invited, and Carol, who
/// was deactivated.
async fn returns(workspace: &Workspace<'_>) -> (TeamId, UserId) {
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    let carol = workspace.member("Carol Reyes", BuiltinRole::Agent).await;
    let nora = workspace.nora().await.user;
    workspace.set_status(carol, "inactive");
    workspace.set_away(bob);
    let people = [ana, bob, carol, nora].map(|user| user.to_string());
    let mut form = vec![("name", "Returns"), ("strategy", "load_balanced")];
    form.extend(people.iter().map(|user| ("member", user.as_str())));
    let made = maja.post("/settings/teams", &form).await;
    let (_, id) = made.header("location").rsplit_once('/').unwrap();
    let team: TeamId = id.split_once('?').unwrap().0.parse().unwrap();
    let page = format!("/settings/teams/{team}/members");
    maja.post(&page, &[("lead", &people[0])])
        .await
        .has_status(303);
    for name in ["Sales", "Night shift"] {
        maja.post("/settings/teams", &[("name", name)])
            .await
            .has_status(303);
    }
    (team, bob)
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn a_team_is_made_filled_changed_and_deleted_by_mouse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto("/northwind/settings/teams").await;
    browser.sees("No team yet").await;
    look(&browser, "teams-empty").await;
    returns(&workspace).await;
    workspace.member("Dora Klein", BuiltinRole::Agent).await;
    browser.goto("/northwind/settings/teams").await;
    look(&browser, "teams").await;
    browser.click("New team").await;
    look(&browser, "team-new").await;
    browser.fill("Name", "Claims").await;
    browser.tick("Round robin").await;
    browser.click("Make team").await;
    browser.sees("Nobody is in this team yet").await;
    look(&browser, "team-new-made").await;
    browser.fill("Find somebody to add", "an").await;
    browser.click("Add Ana Lima").await;
    browser.sees("Ana Lima is in the team now").await;
    browser.sees("In the team").await;
    browser.fill("Find somebody to add", "dora").await;
    browser.click("Add Dora Klein").await;
    browser.sees("Dora Klein is in the team now").await;
    look(&browser, "team-added").await;
    browser.click_in("tbody tr:first-child", "Make lead").await;
    browser.sees("Leads this team").await;
    // What somebody types beside it is theirs to save.
    browser.fill("Name", "Claims and refunds").await;
    browser.click("Remove Ana Lima").await;
    browser.sees("Nobody leads").await;
    browser.click("Save team").await;
    browser.sees("The team is saved.").await;
    browser.sees("Claims and refunds").await;
    browser.goto("/northwind/settings/teams").await;
    browser.click("Returns").await;
    browser.sees("Leads this team").await;
    look(&browser, "team").await;
    browser.click("Delete team").await;
    browser.sees("4 people are in Returns").await;
    browser.choose("Where its people go", "Sales").await;
    look(&browser, "team-delete").await;
    browser.click("Delete Returns").await;
    browser.sees("The team is deleted.").await;
    browser.close().await;
}

#[actix_web::test]
async fn the_focus_stays_where_somebody_works_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (team, _) = returns(&workspace).await;
    workspace.member("Dora Klein", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/teams/{team}"))
        .await;
    browser.press_text("/").await;
    assert_eq!(browser.focused_text().await, "Find somebody to add");
    browser.press_text("dora").await;
    browser.sees("Dora Klein").await;
    browser.tabs_to("Add Dora Klein").await;
    browser.press(Key::Enter).await;
    browser.sees("Dora Klein is in the team now").await;
    assert_eq!(
        browser.focused_text().await,
        "Add Dora Klein : Already in the team."
    );
    browser.tabs_to("Remove Bob Marsh").await;
    browser.press(Key::Enter).await;
    browser.sees("Bob Marsh isn't in the team any more").await;
    assert_eq!(browser.focused_text().await, "Carol Reyes");
    for name in [
        "Carol Reyes",
        "Dora Klein",
        "nora@northwind.example",
        "Ana Lima",
    ] {
        browser.click(&format!("Remove {name}")).await;
        browser
            .sees(&format!("{name} isn't in the team any more"))
            .await;
    }
    browser.sees("Nobody is in this team yet").await;
    assert_eq!(browser.focused_text().await, "Find somebody to add");
    browser.close().await;
}

#[actix_web::test]
async fn teams_work_on_a_phone_in_the_dark() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (team, bob) = returns(&workspace).await;
    let maja = workspace.maja().await;
    for (browser, name) in [
        (Browser::at(&app).phone(), "phone"),
        (Browser::at(&app).phone().dark(), "phone-dark"),
        (Browser::at(&app).dark(), "dark"),
    ] {
        let Some(browser) = browser.await else {
            return;
        };
        browser.enter_as(&maja).await;
        for (path, what) in [
            ("/settings/teams".to_owned(), "teams"),
            (format!("/settings/teams/{team}?add_q=an"), "team"),
            (format!("/settings/teams/{team}/delete"), "team-delete"),
            (format!("/settings/users/{bob}/teams"), "teams-of"),
        ] {
            browser.goto(&format!("/northwind{path}")).await;
            look(&browser, &format!("{what}-{name}")).await;
        }
        browser.close().await;
    }
}

#[actix_web::test]
async fn teams_work_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (team, bob) = returns(&workspace).await;
    workspace.member("Dora Klein", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser
        .goto(&format!("/northwind/settings/teams/{team}"))
        .await;
    browser.fill("Find somebody to add", "dora").await;
    browser.click("Find").await;
    browser.click("Add Dora Klein").await;
    browser
        .arrives_at(&format!(
            "/northwind/settings/teams/{team}?add_q=dora&notice=team-saved"
        ))
        .await;
    browser.sees("In the team").await;
    browser.click("Remove Bob Marsh").await;
    browser.sees("The team is saved.").await;
    browser.click("Take the lead away").await;
    browser.sees("Nobody leads Returns.").await;
    browser
        .goto(&format!("/northwind/settings/users/{bob}/teams"))
        .await;
    browser.tick("Sales").await;
    browser.tick("Night shift").await;
    browser.click("Save teams").await;
    browser
        .arrives_at(&format!(
            "/northwind/settings/users/{bob}?notice=teams-changed"
        ))
        .await;
    browser
        .goto(&format!("/northwind/settings/teams/{team}"))
        .await;
    browser.click("Delete team").await;
    browser.choose("Where its people go", "Sales").await;
    browser.click("Delete Returns").await;
    browser.sees("The team is deleted.").await;
    browser.close().await;
}
