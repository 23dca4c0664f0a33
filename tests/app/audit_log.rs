//! Settings → Audit log: what it says, what it can be narrowed to, page by page, and as a file.

mod details;
mod export;
mod filters;
mod paging;
mod scale;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use muster::access::{Author, BuiltinRole, By, Client, Granted, Permission, rights};
use muster::audit::{self, Action, Entry, Target};
use muster::db::DbError;
use muster::types::{AuditEventId, SessionId, UserId, WorkspaceId};
use serde_json::Value;

use crate::support::{Answer, Person, TestApp, Workspace};

const LOG: &str = "/settings/audit";

/// By somebody with this name, from an address of Ericsson's.
fn by(workspace: &Workspace<'_>, user: UserId, name: &str) -> Author {
    Author {
        workspace: workspace.id,
        by: By::Person {
            user,
            session: SessionId::new(),
            name: name.to_owned(),
        },
        client: Client {
            ip: Some("198.51.100.7".parse().unwrap()),
            user_agent: Some("Mozilla/5.0 Firefox/145.0".to_owned()),
        },
    }
}

fn operator(workspace: WorkspaceId, command: &'static str) -> Author {
    Granted::<rights::Yourself>::operator(command, workspace)
        .author()
        .clone()
}

async fn record(app: &TestApp, author: &Author, entry: Entry) {
    let author = author.clone();
    let recording = app.db.tx(move |tx| audit::record(tx, &author, entry));
    let recorded: Result<(), DbError> = recording.await;
    recorded.unwrap();
}

/// An entry as an earlier day had it, behind the log's back.
struct Past {
    id: AuditEventId,
    at: DateTime<Utc>,
    actor: UserId,
    action: &'static str,
    target: Option<UserId>,
    details: Value,
}

impl Past {
    fn at(time: &str, actor: UserId) -> Self {
        Self {
            id: AuditEventId::new(),
            at: time.parse().unwrap(),
            actor,
            action: "session.started",
            target: None,
            details: serde_json::json!({ "author": { "name": "Ana Lima" } }),
        }
    }

    fn insert(&self, workspace: WorkspaceId, app: &TestApp) {
        diesel::sql_query(
            "WITH event AS (
                 INSERT INTO audit_events
                 VALUES ($1, $2, $3, 'person', $4, $5,
                     CASE WHEN $6 IS NULL THEN NULL ELSE 'user' END, $6, '')
             )
             INSERT INTO audit_details VALUES ($1, $2, '', $7)",
        )
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(self.id)
        .bind::<Timestamptz, _>(self.at)
        .bind::<SqlUuid, _>(self.actor)
        .bind::<Text, _>(self.action)
        .bind::<Nullable<SqlUuid>, _>(self.target)
        .bind::<Jsonb, _>(&self.details)
        .execute(&mut app.database.connection())
        .unwrap();
    }
}

/// The page's text, as somebody reads it: without marks, and with single spaces.
fn text(answer: &Answer) -> String {
    let main = answer.body.split_once("<main").map_or("", |(_, main)| main);
    let mut text = String::new();
    let mut is_text = false;
    for letter in main.chars() {
        match letter {
            '<' => {
                is_text = false;
                text.push(' ');
            }
            '>' => is_text = true,
            _ if is_text => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ids of the entries on a page, in its order.
fn shown(answer: &Answer) -> Vec<String> {
    let rows = answer.body.split("<tr id=\"entry-").skip(1);
    rows.map(|row| row.chars().take(36).collect()).collect()
}

fn way(answer: &Answer, rel: &str) -> Option<String> {
    let (before, _) = answer.body.split_once(&format!("rel=\"{rel}\""))?;
    let (_, address) = before.rsplit_once("href=\"")?;
    let address = address.trim_end().trim_end_matches('"');
    Some(address.replace("&amp;", "&").replace("/northwind", ""))
}

async fn reader<'a>(workspace: &Workspace<'a>) -> Person<'a> {
    workspace.maja().await
}

#[actix_web::test]
async fn what_happened_reads_in_sentences_newest_first() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    let by_maja = by(&northwind, maja.id, "Maja Öberg");
    let on_ana = |action| Entry::new(action).on(Target::User(ana), "Ana Lima");
    let given = on_ana(Action::UserRoleGiven).with("role", "Supervisor");
    record(&app, &by_maja, given).await;
    let recovered = on_ana(Action::UserRoleGiven).with("role", "Owner");
    record(
        &app,
        &operator(northwind.id, "user recover-owner"),
        recovered,
    )
    .await;
    let mut stranger = app.visitor();
    stranger
        .tries("ana@northwind.example", "not the password")
        .await;

    let page = maja.get(LOG).await;
    page.is_ok();
    let text = text(&page);
    let sentences = [
        "Somebody tried to sign in as Ana Lima with a wrong password Refused now",
        "The operator made Ana Lima an owner (muster user recover-owner) now",
        "Maja Öberg gave Ana Lima the role Supervisor now",
        "Maja Öberg signed in now",
        "The operator made an account for Maja Öberg with the role Owner (muster test)",
        "The operator made the workspace Northwind Support (muster test)",
    ];
    let mut rest = text.as_str();
    for sentence in sentences {
        let found = rest.split_once(sentence);
        rest = found
            .unwrap_or_else(|| panic!("no \"{sentence}\" in {rest}"))
            .1;
    }
    assert!(text.contains("198.51.100.7"), "{text}");
    // A name leads to that person's entries.
    page.shows(&format!(
        "href=\"/northwind{LOG}?person={ana}\">Ana Lima</a>"
    ));
    page.shows("aria-current=\"page\"");
}

#[actix_web::test]
async fn who_may_not_read_it_sees_neither_the_log_nor_the_way_to_it() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let every_other = Permission::ALL.iter().copied();
    let every_other: Vec<_> = every_other
        .filter(|permission| *permission != Permission::ReadAudit)
        .collect();
    let role = northwind.custom_role(&every_other);
    let bob = northwind.person_with_role("Bob Marsh", role).await;
    let first = shown(&maja.get(LOG).await).remove(0);
    for path in [
        LOG.to_owned(),
        format!("{LOG}/export"),
        format!("{LOG}/{first}"),
    ] {
        maja.get(&path).await.is_ok();
        bob.get(&path).await.is_forbidden();
    }
    bob.get("/settings/users").await.is_ok().hides(LOG);
    maja.get("/settings/users").await.shows(LOG);
    let refused = "Bob Marsh tried what they have no right to (Read audit log)";
    assert!(text(&maja.get(LOG).await).contains(refused));
}

#[actix_web::test]
async fn names_are_shown_as_they_are_and_never_as_markup() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let odd = "<b onclick=x>&\"'";
    let author = by(&northwind, maja.id, odd);
    let entry = Entry::new(Action::UserRenamed)
        .on(Target::User(UserId::new()), odd)
        .changed("full_name", odd, "<script>alert(1)</script>");
    record(&app, &author, entry).await;
    let list = maja.get(LOG).await;
    let first = shown(&list).remove(0);
    let details = maja.get(&format!("{LOG}/{first}")).await;
    for page in [&list, &details] {
        page.is_ok()
            .shows("&lt;b onclick=x&gt;&amp;&quot;'")
            .shows("&lt;script&gt;alert(1)&lt;/script&gt;")
            .hides("<b onclick")
            .hides("<script>alert");
    }
}

#[actix_web::test]
async fn erased_details_read_former_user_and_who_is_still_here_keeps_a_name() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let gone = UserId::new();
    for (actor, target) in [(gone, maja.id), (maja.id, gone)] {
        Past {
            action: "user.role_given",
            target: Some(target),
            details: serde_json::json!({}),
            ..Past::at("2026-11-01T10:00:00Z", actor)
        }
        .insert(northwind.id, &app);
    }
    let page = maja.get(LOG).await;
    let text = text(&page);
    assert!(
        text.contains("Former user gave Maja Öberg a role"),
        "{text}"
    );
    assert!(
        text.contains("Maja Öberg gave Former user a role"),
        "{text}"
    );
    let last = shown(&page).pop().unwrap();
    let details = maja.get(&format!("{LOG}/{last}")).await;
    details.is_ok().shows("were erased").hides("are gone");
}

/// Only what was erased with an account says so.
#[actix_web::test]
async fn details_that_somebody_took_away_do_not_read_as_erased() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    for tampering in [
        "DELETE FROM audit_details",
        "UPDATE audit_details SET details = '{}'",
        "UPDATE audit_details SET details = 'null', salt = ''",
    ] {
        let entry = Entry::new(Action::UserRoleGiven)
            .on(Target::User(maja.id), "Maja Öberg")
            .with("role", "Agent");
        record(&app, &by(&northwind, maja.id, "Maja Öberg"), entry).await;
        let id = shown(&maja.get(LOG).await).remove(0);
        let address = format!("{LOG}/{id}");
        maja.get(&address).await.is_ok().hides("are gone");
        diesel::sql_query(format!("{tampering} WHERE event_id = '{id}'"))
            .execute(&mut app.database.connection())
            .unwrap();
        let page = maja.get(&address).await;
        page.is_ok().shows("are gone").hides("were erased");
        let said = "Maja Öberg gave Maja Öberg a role";
        assert!(text(&page).contains(said), "{tampering}");
    }
}
