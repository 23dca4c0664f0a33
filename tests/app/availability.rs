//! Who is available and who is away: said by oneself or by who looks after people, seen everywhere, and
//! over by itself.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{audit_details, audit_events, users};
use muster::types::{RoleId, UserId, Zone};
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp, Workspace};

const OWN: &str = "/profile/availability";

fn of(user: UserId) -> String {
    format!("/settings/users/{user}/availability")
}

fn away(until: &str) -> [(&str, &str); 2] {
    [("availability", "away"), ("until", until)]
}

const AVAILABLE: [(&str, &str); 1] = [("availability", "available")];

/// By the clock of this machine, which is the database's.
fn day(app: &TestApp, zone: Zone, days: u64) -> NaiveDate {
    let now = app.clock.now();
    zone.local(now).date_naive() + Days::new(days)
}

fn kept(workspace: &Workspace<'_>, user: UserId) -> (String, Option<chrono::DateTime<Utc>>) {
    users::table
        .find((workspace.id, user))
        .select((users::availability, users::away_until))
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

/// What the audit log says about availability, in order.
fn entries(app: &TestApp) -> Vec<Value> {
    audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::action.eq("user.availability_changed"))
        .order(audit_events::id)
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

fn side_bar(page: &Answer) -> &str {
    let from = page.body.find("id=\"me\"").expect("a side bar");
    &page.body[from..page.body.find("<main").unwrap()]
}

#[actix_web::test]
async fn somebody_says_of_themselves_that_they_are_away_until_a_day_and_comes_back_by_itself() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_in("Europe/Berlin");
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    assert!(side_bar(&ana.get("/profile").await).contains("Available"));
    let back = day(&app, zone, 5);
    ana.post(OWN, &away(&back.to_string()))
        .await
        .leads_to("/northwind/profile?notice=availability-set");
    let until = zone.first_moment(back);
    assert_eq!(kept(&workspace, ana.id), ("away".to_owned(), Some(until)));
    let words = format!("Away until {}", back.format("%a %-d %b"));
    let page = ana.get("/profile").await;
    assert!(side_bar(&page).contains(&words), "{}", side_bar(&page));
    page.shows(&format!("value=\"{back}\""));
    let entry = &entries(&app)[0];
    assert_eq!(
        entry["availability"],
        json!({ "before": "Available", "after": words })
    );
    let maja = workspace.maja().await;
    let log = maja.get("/settings/audit").await;
    log.shows(&format!(
        " set themselves to {}",
        words.replacen("Away", "away", 1)
    ));

    // A second before that day they are away, and at its first moment they aren't any more.
    app.clock
        .advance(until - app.clock.now() - TimeDelta::seconds(30));
    let ana = workspace.sign_in(ana.id).await;
    assert!(side_bar(&ana.get("/profile").await).contains(&words));
    app.clock.advance(TimeDelta::seconds(60));
    let page = ana.get("/profile").await;
    assert!(side_bar(&page).contains("Available"), "{}", side_bar(&page));
    page.hides(&format!("value=\"{back}\""));
    assert_eq!(kept(&workspace, ana.id).0, "away");
    ana.post(OWN, &AVAILABLE).await.has_status(303);
    assert_eq!(entries(&app).len(), 1, "nothing has changed");
}

#[actix_web::test]
async fn a_day_that_cannot_be_is_refused_by_its_field_and_the_form_is_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let today = day(&app, Zone::UTC, 0);
    let a_year = today.with_year(today.year() + 1).unwrap() + Days::new(1);
    for (typed, message) in [
        ("next week", "Write the day as 2026-11-23."),
        (&today.to_string(), "Choose a day after today"),
        ("2001-01-01", "Choose a day after today"),
        (&a_year.to_string(), "Choose a day within a year"),
    ] {
        for form in [OWN.to_owned(), of(ana)] {
            let page = maja.post(&form, &away(typed)).await;
            page.is_a_mistake()
                .shows(message)
                .shows(&format!("value=\"{typed}\""))
                .shows("value=\"away\" checked");
        }
    }
    for unknown in [
        &[][..],
        &[("availability", "busy")],
        &[("until", "2026-12-01")],
    ] {
        for form in [OWN.to_owned(), of(ana)] {
            let page = maja.post(&form, unknown).await;
            page.is_a_mistake().shows("Choose Available or Away.");
        }
    }
    maja.post(OWN, &[("availability", "available"), ("until", "never")])
        .await
        .has_status(303);
    assert!(entries(&app).is_empty());
}

#[actix_web::test]
async fn who_may_edit_people_says_it_of_others_up_to_what_they_hold() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let back = day(&app, Zone::UTC, 2).to_string();
    erik.post(&of(ana.id), &away(&back))
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{}?notice=availability-set",
            ana.id
        ));
    assert_eq!(kept(&workspace, ana.id).0, "away");
    erik.get(&of(ana.id))
        .await
        .is_ok()
        .shows(&format!("value=\"{back}\""));
    // The owner holds more.
    erik.post(&of(workspace.owner), &away(""))
        .await
        .is_forbidden()
        .shows("change the availability of Maja Öberg");
    erik.get(&of(workspace.owner))
        .await
        .is_ok()
        .shows("They hold more than you do.")
        .hides("Save availability");
    // And who isn't let near people at all does it to nobody.
    ana.post(&of(erik.id), &away("")).await.is_forbidden();
    assert_eq!(kept(&workspace, workspace.owner).0, "available");
    assert_eq!(kept(&workspace, erik.id).0, "available");
    let refused: Vec<Value> = refusals(&app);
    assert!(
        refused
            .iter()
            .any(|it| it["tried"] == "change_availability" && it["target_name"] == "Maja Öberg"),
        "{refused:?}"
    );
    // Saying the same again writes nothing.
    erik.post(&of(ana.id), &away(&back)).await.has_status(303);
    assert_eq!(entries(&app).len(), 1);
}

fn refusals(app: &TestApp) -> Vec<Value> {
    audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::action.eq("access.refused"))
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn only_who_is_here_is_available_or_away() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    for (status, why) in [
        (
            "inactive",
            "Ana Lima is deactivated, so they are neither available nor away.",
        ),
        (
            "pending",
            "Ana Lima hasn't joined yet, so they are neither available nor away.",
        ),
    ] {
        workspace.set_status(ana, status);
        maja.post(&of(ana), &away(""))
            .await
            .has_status(409)
            .shows(why);
        maja.get(&of(ana)).await.is_ok().hides("Save availability");
    }
    let stranger = maja.post(&of(elsewhere.owner), &away("")).await;
    let nobody = maja.post(&of(UserId::new()), &away("")).await;
    stranger.is_not_found();
    assert_eq!(nobody.is_not_found().body, stranger.body);
    maja.post("/settings/users/me/availability", &away(""))
        .await
        .is_not_found();
    assert_eq!(kept(&elsewhere, elsewhere.owner).0, "available");
}

#[actix_web::test]
async fn the_button_beside_every_page_leads_back_to_it_and_nowhere_else() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut next = "away";
    for (from, back) in [
        (
            "/northwind/inbox",
            "/northwind/inbox?notice=availability-set",
        ),
        (
            "/northwind/settings/users?tab=pending&notice=invitations-sent",
            "/northwind/settings/users?tab=pending&notice=availability-set",
        ),
        ("/southwind/inbox", "/northwind?notice=availability-set"),
        (
            "//evil.example/northwind/inbox",
            "/northwind?notice=availability-set",
        ),
    ] {
        let request = maja
            .request(reqwest::Method::POST, &format!("/northwind{OWN}"))
            .header("referer", app.url(from))
            .form(&[("availability", next)]);
        Answer::to(request).await.leads_to(back);
        next = if next == "away" { "available" } else { "away" };
    }
    let elsewhere = maja
        .request(reqwest::Method::POST, &format!("/northwind{OWN}"))
        .header("referer", "https://evil.example/northwind/inbox")
        .form(&AVAILABLE);
    Answer::to(elsewhere)
        .await
        .leads_to("/northwind/inbox?notice=availability-set");
}

#[actix_web::test]
async fn the_button_changes_only_itself_for_a_page_that_is_open() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let request = maja
        .request(reqwest::Method::POST, &format!("/northwind{OWN}"))
        .header("hx-request", "true")
        .header("hx-request-type", "partial")
        .header("hx-target", "div#me")
        .form(&[("availability", "away")]);
    let answer = Answer::to(request).await;
    answer
        .is_ok()
        .shows("You are away.")
        .shows("set yourself to available")
        .hides("<main");
    assert_eq!(kept(&workspace, maja.id).0, "away");
}

#[actix_web::test]
async fn the_inbox_says_who_of_ones_teams_is_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let priya = workspace.person("Priya Thomas", BuiltinRole::Agent).await;
    let jonas = workspace
        .member("Jonas Lindqvist", BuiltinRole::Agent)
        .await;
    let gone = workspace.member("Gone Gray", BuiltinRole::Agent).await;
    workspace.set_status(gone, "inactive");
    ana.get("/inbox").await.is_ok().shows("You are in no team.");
    workspace.team_of("Support", &[ana.id, jonas, priya.id, gone]);
    workspace.team_of("Billing", &[ana.id]);
    workspace.team_of("Leads", &[jonas]);
    elsewhere.team_of("Theirs", &[elsewhere.owner]);
    jonas_is_away(&workspace, jonas);
    priya.get("/profile").await.is_ok();
    let page = ana.get("/inbox").await;
    page.is_ok()
        .hides("Leads")
        .hides("Theirs")
        .hides("Gone Gray");
    let cards = &page.body[page.body.find("Your teams").unwrap()..];
    let at = |text: &str| {
        cards
            .find(text)
            .unwrap_or_else(|| panic!("no {text} in {cards}"))
    };
    assert!(at("Billing") < at("Nobody else is in it."));
    assert!(at("Support") < at("Priya Thomas") && at("Priya Thomas") < at("Jonas Lindqvist"));
    assert!(cards.contains("Available") && cards.contains("Away"));
    // Who may not see teams isn't told of theirs.
    let reader = workspace.custom_role(&[Permission::ReadConversations]);
    let lea = reader_in(&workspace, reader).await;
    lea.get("/inbox").await.is_ok().hides("Your teams");
}

fn jonas_is_away(workspace: &Workspace<'_>, jonas: UserId) {
    diesel::update(users::table.find((workspace.id, jonas)))
        .set(users::availability.eq("away"))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
}

async fn reader_in<'a>(workspace: &Workspace<'a>, role: RoleId) -> Person<'a> {
    workspace.person_with_role("Lea Roth", role).await
}

#[actix_web::test]
async fn fifty_changes_at_once_leave_one_state_and_a_log_without_gaps() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let changes = (0..50).map(|number| {
        let (maja, ana) = (&maja, &ana);
        async move {
            let form = if number % 2 == 0 {
                vec![("availability", "away")]
            } else {
                AVAILABLE.to_vec()
            };
            if number % 3 == 0 {
                maja.post(&of(ana.id), &form).await
            } else {
                ana.post(OWN, &form).await
            }
        }
    });
    for answer in futures_util::future::join_all(changes).await {
        answer.has_status(303);
    }
    let mut state = json!("Available");
    for entry in entries(&app) {
        assert_eq!(entry["availability"]["before"], state);
        state = entry["availability"]["after"].clone();
    }
    let (word, _) = kept(&workspace, ana.id);
    assert_eq!(state.as_str().unwrap().to_lowercase(), word);
}
