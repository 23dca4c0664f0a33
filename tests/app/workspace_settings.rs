//! Settings → Workspace: who may see and change what, and what it changes elsewhere.

mod applying;

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission as P};
use muster::db::schema::{audit_events, workspaces};

use crate::support::smtp::MailServer;
use crate::support::{Answer, Person, TestApp};

const PAGE: &str = "/settings/workspace";
const SAVED: &str = "/northwind/settings/workspace?notice=settings-saved";

/// As a new workspace has them.
const USUAL: [(&str, &str); 7] = [
    ("name", "Northwind Support"),
    ("time_zone", "UTC"),
    ("invitation_hours", "168"),
    ("invitations_a_day", "2000"),
    ("help_goes_to", "admins"),
    ("session_idle_hours", "168"),
    ("session_hours", "720"),
];

type Form<'f> = Vec<(&'f str, &'f str)>;

/// What the form sends, opened when all was as usual, with some fields typed anew.
fn with<'f>(typed: &[(&'f str, &'f str)]) -> Form<'f> {
    seen_as(&USUAL, typed)
}

fn seen_as<'f>(seen: &[(&'f str, &'f str)], typed: &[(&'f str, &'f str)]) -> Form<'f> {
    let fields = seen.iter().map(|(field, text)| {
        let new = typed.iter().find(|(name, _)| name == field);
        (*field, new.map_or(*text, |(_, text)| *text))
    });
    let was = seen.iter().map(|(_, text)| ("was", *text));
    fields.chain(was).collect()
}

/// The settings as the form shows them.
fn in_form(page: &Answer) -> Vec<(&'static str, String)> {
    let value = |field| match field {
        "time_zone" => {
            let (before, _) = page.body.split_once("\" selected>").unwrap();
            before.rsplit('"').next().unwrap().to_owned()
        }
        "help_goes_to" => {
            let (before, _) = page.body.split_once("\" checked").unwrap();
            before.rsplit('"').next().unwrap().to_owned()
        }
        _ => {
            let (_, rest) = page.body.split_once(&format!(" name=\"{field}\"")).unwrap();
            let (_, rest) = rest.split_once(" value=\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        }
    };
    USUAL
        .iter()
        .map(|(field, _)| (*field, value(field)))
        .collect()
}

async fn saves(person: &Person<'_>, typed: &[(&str, &str)]) {
    person.post(PAGE, &with(typed)).await.leads_to(SAVED);
}

fn entries(app: &TestApp) -> i64 {
    audit_events::table
        .filter(audit_events::action.eq("workspace.changed"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

/// The log without its tags.
async fn log_of(person: &Person<'_>) -> String {
    let log = person.get("/settings/audit").await;
    let body = log.is_ok().body.replace("&#39;", "'");
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    text
}

#[actix_web::test]
async fn each_setting_is_saved_shown_again_and_told_in_the_log() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get(PAGE).await.is_ok().shows("168 hours is 7 days");
    for (field, text, said) in [
        (
            "name",
            "Fabrikam Care",
            "Maja Öberg changed the workspace's name from Northwind Support to Fabrikam Care",
        ),
        (
            "time_zone",
            "America/New_York",
            "Maja Öberg changed the time zone from UTC to America/New_York",
        ),
        (
            "invitation_hours",
            "24",
            "Maja Öberg changed how long invitations are open from 168 hours (7 days) to 24 hours (1 day)",
        ),
        (
            "invitations_a_day",
            "100000",
            "Maja Öberg changed how many invitations may go out a day from 2000 to 100000",
        ),
        (
            "help_goes_to",
            "inviter",
            "Maja Öberg changed who is told when invitations need help from Owners and admins to Whoever invited",
        ),
        (
            "session_idle_hours",
            "1",
            "Maja Öberg changed how long an unused session lasts from 168 hours (7 days) to 1 hour",
        ),
        (
            "session_hours",
            "8760",
            "Maja Öberg changed how long a session lasts at most from 720 hours (30 days) to 8760 hours (365 days)",
        ),
    ] {
        saves(&maja, &[(field, text)]).await;
        let page = maja.get(PAGE).await;
        let shown = in_form(page.is_ok());
        assert!(shown.contains(&(field, text.to_owned())), "{shown:?}");
        let log = log_of(&maja).await;
        assert!(log.contains(said), "no \"{said}\" in {log}");
    }
    assert_eq!(entries(&app), 7);
    maja.get(PAGE).await.shows("Fabrikam Care");
}

#[actix_web::test]
async fn several_settings_are_one_entry_with_each_before_and_after() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    saves(
        &maja,
        &[("time_zone", "Asia/Tokyo"), ("invitation_hours", "720")],
    )
    .await;
    assert_eq!(entries(&app), 1);
    let log = log_of(&maja).await;
    let said = "Maja Öberg changed the time zone and how long invitations are open";
    assert!(log.contains(said), "{log}");
    let file = maja
        .get("/settings/audit/export?action=workspace.changed")
        .await;
    file.shows("Time zone: UTC\nInvitations are open for: 168 hours (7 days)")
        .shows("Time zone: Asia/Tokyo\nInvitations are open for: 720 hours (30 days)");
    // What is saved as it was is no change.
    let same = [("time_zone", "Asia/Tokyo"), ("invitation_hours", "720")];
    maja.post(PAGE, &seen_as(&with(&same)[..7], &[]))
        .await
        .leads_to(SAVED);
    assert_eq!(entries(&app), 1);
}

#[actix_web::test]
async fn what_cannot_be_is_said_by_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for (field, text, said) in [
        ("name", "", "id=\"name-error\""),
        ("name", "https://evil.example", "id=\"name-error\""),
        ("time_zone", "", "Choose a time zone of the list."),
        (
            "time_zone",
            "Mars/Olympus",
            "Choose a time zone of the list.",
        ),
        ("time_zone", "UTC+1", "Choose a time zone of the list."),
        ("invitation_hours", "0", "Type a number from 1 to 720."),
        ("invitation_hours", "721", "Type a number from 1 to 720."),
        ("invitation_hours", "a week", "Type a number from 1 to 720."),
        ("invitations_a_day", "0", "Type a number from 1 to 100000."),
        (
            "invitations_a_day",
            "100001",
            "Type a number from 1 to 100000.",
        ),
        ("help_goes_to", "nobody", "Choose who is told."),
        ("session_idle_hours", "-1", "Type a number from 1 to 8760."),
        ("session_idle_hours", "721", "Choose at least the 721 hours"),
        ("session_hours", "8761", "Type a number from 1 to 8760."),
        ("session_hours", "167", "Choose at least the 168 hours"),
    ] {
        let other = if field == "name" {
            "session_hours"
        } else {
            "name"
        };
        let typed_too = if other == "name" { "Typed too" } else { "711" };
        let answer = maja
            .post(PAGE, &with(&[(other, typed_too), (field, text)]))
            .await;
        answer
            .is_a_mistake()
            .shows(said)
            .shows(&format!("value=\"{typed_too}\""));
        if !["time_zone", "help_goes_to"].contains(&field) {
            answer.shows(&format!("value=\"{text}\""));
        }
    }
    let short = [("was", "UTC")];
    maja.post(PAGE, &[&with(&[])[..7], &short].concat())
        .await
        .has_status(400);
    assert_eq!(entries(&app), 0);
    let shown = in_form(&maja.get(PAGE).await);
    assert_eq!(shown, USUAL.map(|(field, text)| (field, text.to_owned())));
}

#[actix_web::test]
async fn of_two_who_edit_at_once_neither_undoes_the_other() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    // Both opened the page before either saved.
    let (hers, his) = (
        [("time_zone", "Europe/Berlin"), ("session_hours", "200")],
        [("name", "Fabrikam"), ("session_hours", "300")],
    );
    saves(&maja, &hers).await;
    let told = erik.post(PAGE, &with(&his)).await;
    told.has_status(409)
        .shows("Somebody else has set this to \u{201c}200\u{201d} meanwhile.")
        .shows("value=\"Fabrikam\"");
    let again = in_form(&told);
    assert!(again.contains(&("time_zone", "Europe/Berlin".to_owned())));
    assert!(again.contains(&("session_hours", "300".to_owned())));
    // The form that came back, sent as it is.
    let now = with(&hers);
    let form = seen_as(&now[..7], &his);
    erik.post(PAGE, &form).await.leads_to(SAVED);
    let shown = in_form(&maja.get(PAGE).await);
    for expected in [
        ("name", "Fabrikam"),
        ("time_zone", "Europe/Berlin"),
        ("session_hours", "300"),
    ] {
        assert!(
            shown.contains(&(expected.0, expected.1.to_owned())),
            "{shown:?}"
        );
    }
}

#[actix_web::test]
async fn changes_that_only_fit_each_by_itself_are_refused_together() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    saves(&maja, &[("session_idle_hours", "500")]).await;
    maja.post(PAGE, &with(&[("session_hours", "400")]))
        .await
        .is_a_mistake()
        .shows("Choose at least the 500 hours")
        .shows("value=\"400\"");
}

#[actix_web::test]
async fn two_who_save_at_the_same_moment_both_get_an_answer() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    for round in 0..5 {
        let (hours, a_day) = (format!("{}", 200 + round), format!("{}", 300 + round));
        let now = in_form(&maja.get(PAGE).await);
        let now: Vec<(&str, &str)> = now.iter().map(|(f, text)| (*f, text.as_str())).collect();
        let (hers, his) = (
            seen_as(&now, &[("invitation_hours", &hours)]),
            seen_as(&now, &[("invitations_a_day", &a_day)]),
        );
        let (one, other) = tokio::join!(maja.post(PAGE, &hers), erik.post(PAGE, &his));
        one.leads_to(SAVED);
        other.leads_to(SAVED);
        let shown = in_form(&maja.get(PAGE).await);
        assert!(shown.contains(&("invitation_hours", hours)), "{shown:?}");
        assert!(shown.contains(&("invitations_a_day", a_day)), "{shown:?}");
    }
}

#[actix_web::test]
async fn who_may_only_see_settings_sees_no_form() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let reader = workspace.custom_role(&[P::ReadSettings]);
    let ana = workspace.person_with_role("Ana Lima", reader).await;
    ana.get(PAGE)
        .await
        .is_ok()
        .shows("168 hours (7 days)")
        .shows("Owners and admins")
        .shows("Changing them needs the permission")
        .hides("name=\"time_zone\"");
    ana.post(PAGE, &with(&[("name", "Hers")]))
        .await
        .is_forbidden();
    let jonas = workspace
        .person("Jonas Lindqvist", BuiltinRole::Agent)
        .await;
    jonas.get(PAGE).await.is_forbidden();
    jonas.get("/inbox").await.hides("settings/workspace");
    ana.get("/profile")
        .await
        .shows("/northwind/settings/workspace");
    assert_eq!(entries(&app), 0);
}

#[actix_web::test]
async fn settings_of_another_workspace_stay_as_they_are() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let southwind = app.workspace("southwind").await;
    saves(&northwind.maja().await, &[("time_zone", "Asia/Tokyo")]).await;
    let shown = in_form(&southwind.maja().await.get(PAGE).await);
    assert!(
        shown.contains(&("time_zone", "UTC".to_owned())),
        "{shown:?}"
    );
}
