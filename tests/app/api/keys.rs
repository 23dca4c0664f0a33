//! A key opens what was chosen for it, as long as it and its maker do.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::api_keys;
use muster::types::{KeyText, WorkspaceId};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Script, Setup, TestApp};

async fn is_nobody(script: &Script<'_>) {
    let answer = script.get("/api/me").await;
    answer.is_problem(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}

#[actix_web::test]
async fn a_key_says_what_it_is() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadUsers, Permission::InviteUsers]);
    let answer = script.get("/api/me").await;
    assert_eq!(
        answer.is_ok().json(),
        json!({
            "name": "Payroll",
            "workspace": { "slug": "northwind", "name": "Northwind Support" },
            "permissions": ["users:read", "users:invite"],
        })
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn whatever_is_wrong_with_a_key_is_answered_alike() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    let swapped = KeyText {
        workspace: elsewhere.id,
        secret: KeyText::parse(&script.text).unwrap().secret,
    };
    let mut answers = Vec::new();
    for text in [
        String::new(),
        "mst_".to_owned(),
        KeyText::random(workspace.id).encode(),
        KeyText::random(WorkspaceId::new()).encode(),
        swapped.encode(),
        format!("{}x", script.text),
        "x".repeat(5_000),
    ] {
        let request = app.client.get(app.url("/api/me")).bearer_auth(text);
        answers.push(Answer::to(request).await);
    }
    answers.push(app.get("/api/me").await);
    let basic = app
        .client
        .get(app.url("/api/me"))
        .basic_auth("maja", Some(&script.text));
    answers.push(Answer::to(basic).await);
    for answer in &answers {
        answer.is_problem(401, "unauthenticated");
        assert_eq!(answer.body, answers[0].body);
    }
    // Somebody signed in is no program.
    let maja = workspace.maja().await;
    Answer::to(maja.request(Method::GET, "/api/me"))
        .await
        .is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_key_opens_no_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    for path in [
        "/northwind",
        "/northwind/settings/users",
        "/northwind/profile",
    ] {
        script.get(path).await.asks_to_sign_in();
    }
}

#[actix_web::test]
async fn a_key_ends_when_it_is_over_stopped_or_revoked() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let connection = &mut app.database.connection();
    let script = workspace.script(&[]);
    script.get("/api/me").await.is_ok();
    let row = api_keys::table.find((workspace.id, script.key));
    let at = app.clock.now();
    diesel::update(row)
        .set(api_keys::expires_at.eq(at + TimeDelta::hours(1)))
        .execute(connection)
        .unwrap();
    script.get("/api/me").await.is_ok();
    app.clock.advance(TimeDelta::hours(2));
    is_nobody(&script).await;
    for column in ["stopped_at", "revoked_at"] {
        let script = workspace.script(&[]);
        script.get("/api/me").await.is_ok();
        diesel::sql_query(format!(
            "UPDATE api_keys SET {column} = now() WHERE id = $1"
        ))
        .bind::<diesel::sql_types::Uuid, _>(script.key)
        .execute(connection)
        .unwrap();
        is_nobody(&script).await;
    }
}

#[actix_web::test]
async fn a_key_holds_no_more_than_its_maker_does_now() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace
        .member("Erik Windahl", BuiltinRole::Supervisor)
        .await;
    let script = workspace.script_of(erik, &[Permission::ReadUsers, Permission::DeleteUsers]);
    let holds = async || script.get("/api/me").await.is_ok().json()["permissions"].clone();
    assert_eq!(holds().await, json!(["users:read"]));
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let maja = workspace.maja().await;
    maja.post(
        &format!("/settings/users/{erik}/roles"),
        &[("role", &agent)],
    )
    .await
    .has_status(303);
    assert_eq!(holds().await, json!([]));
    for status in ["inactive", "pending"] {
        workspace.set_status(erik, status);
        is_nobody(&script).await;
    }
}

#[actix_web::test]
async fn when_a_key_was_used_is_written_once_a_minute() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[]);
    let used = || -> Option<chrono::DateTime<chrono::Utc>> {
        api_keys::table
            .find((workspace.id, script.key))
            .select(api_keys::last_used_at)
            .first(&mut app.database.connection())
            .unwrap()
    };
    assert_eq!(used(), None);
    script.get("/api/me").await.is_ok();
    let first = used().unwrap();
    script.get("/api/me").await.is_ok();
    assert_eq!(used(), Some(first));
    app.clock.advance(TimeDelta::seconds(61));
    script.get("/api/me").await.is_ok();
    assert!(used().unwrap() > first);
}

#[actix_web::test]
async fn a_key_that_calls_too_often_waits_and_is_told_how_long() {
    let app = TestApp::start_with(Setup {
        api_calls_a_minute: NonZeroU32::new(3).unwrap(),
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let (script, other) = (workspace.script(&[]), workspace.script(&[]));
    for left in ["2", "1", "0"] {
        let answer = script.get("/api/me").await;
        answer.is_ok();
        assert_eq!(answer.header("ratelimit-limit"), "3");
        assert_eq!(answer.header("ratelimit-remaining"), left);
        assert!(answer.header("ratelimit-reset").parse::<u64>().unwrap() <= 60);
    }
    let answer = script.get("/api/me").await;
    answer.is_problem(429, "too_many_requests");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    other.get("/api/me").await.is_ok();
}
