//! A POST that names itself is done once.

use chrono::TimeDelta;
use muster::access::Permission;
use reqwest::Method;
use serde_json::{Value, json};

use super::mails;
use crate::support::{Answer, Script, TestApp};

const USERS: &str = "/api/users";

async fn named(script: &Script<'_>, name: &str, body: &Value) -> Answer {
    let request = script.request(Method::POST, USERS);
    Answer::to(request.header("Idempotency-Key", name).json(body)).await
}

fn body(email: &str) -> Value {
    json!({ "email": email, "role": "Agent" })
}

#[actix_web::test]
async fn twenty_of_the_same_at_once_make_one_person_and_are_answered_alike() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (script, other) = (workspace.script(Permission::ALL), app.another_server());
    let nora = body("nora@northwind.example");
    let calls = (0..20).map(|number| {
        let url = if number % 2 == 0 { &app } else { &other }.url(USERS);
        let (script, nora) = (&script, &nora);
        Answer::once_served(move || {
            let request = script.app.client.post(&url).bearer_auth(&script.text);
            request.header("Idempotency-Key", "nora-1").json(nora)
        })
    });
    let answers = futures_util::future::join_all(calls).await;
    for answer in &answers {
        answer.has_status(201);
        assert_eq!(answer.body, answers[0].body);
        assert_eq!(answer.header("location"), answers[0].header("location"));
        assert_eq!(answer.header("content-type"), "application/json");
    }
    let first = |answer: &&Answer| answer.header("idempotency-replayed").is_empty();
    assert_eq!(answers.iter().filter(first).count(), 1);
    assert_eq!((workspace.people(), mails(&app)), (2, 1));
}

#[actix_web::test]
async fn a_name_belongs_to_one_request_of_one_key_for_a_day() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let nora = body("nora@northwind.example");
    let first = named(&script, "a", &nora).await;
    first.has_status(201);
    named(&script, "a", &body("ola@northwind.example"))
        .await
        .is_problem(422, "idempotency_key_reused");
    // The same body elsewhere is another request.
    let elsewhere = script.request(Method::POST, "/api/users/bulk");
    let elsewhere = elsewhere.header("Idempotency-Key", "a");
    Answer::to(elsewhere.json(&json!({ "users": [nora] })))
        .await
        .is_problem(422, "idempotency_key_reused");
    let other = workspace.script(Permission::ALL);
    named(&other, "a", &nora)
        .await
        .is_problem(409, "email_in_use");
    app.clock
        .advance(TimeDelta::hours(24) - TimeDelta::minutes(1));
    assert_eq!(named(&script, "a", &nora).await.body, first.body);
    app.clock.advance(TimeDelta::minutes(1));
    // Forgotten, so it is asked anew.
    named(&script, "a", &nora)
        .await
        .is_problem(409, "email_in_use");
}

#[actix_web::test]
async fn a_mistake_is_answered_again_and_what_passes_is_tried_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.set_plan("free_trial");
    let script = workspace.script(Permission::ALL);
    let nora = body("nora@northwind.example");
    let full = named(&script, "a", &nora).await;
    full.is_problem(409, "seats_exhausted");
    workspace.set_plan("growth");
    let again = named(&script, "a", &nora).await;
    again.is_problem(409, "seats_exhausted");
    assert_eq!(again.body, full.body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    named(&script, "b", &nora).await.has_status(201);
    // The cap of a day is over by itself.
    diesel::RunQueryDsl::execute(
        diesel::sql_query("UPDATE workspaces SET invitations_a_day = 1"),
        &mut app.database.connection(),
    )
    .unwrap();
    let ola = body("ola@northwind.example");
    named(&script, "c", &ola)
        .await
        .is_problem(429, "too_many_invitations");
    app.clock.advance(TimeDelta::hours(24));
    named(&script, "c", &ola).await.has_status(201);
}

#[actix_web::test]
async fn a_refused_attempt_is_refused_again_without_another_entry() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::InviteUsers]);
    let nora = body("nora@northwind.example");
    named(&script, "a", &nora)
        .await
        .is_problem(403, "above_ceiling");
    app.clock.advance(TimeDelta::hours(1));
    named(&script, "a", &nora)
        .await
        .is_problem(403, "above_ceiling");
    assert_eq!(super::entries(&app, "access.refused").len(), 1);
}

#[actix_web::test]
async fn nothing_of_a_day_before_is_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    named(&script, "a", &body("nora@northwind.example"))
        .await
        .has_status(201);
    app.clock.advance(TimeDelta::hours(25));
    app.clean_now().await;
    let rows = app.all_rows();
    assert!(!rows.iter().any(|row| row.starts_with("idempotency_keys ")));
}

#[actix_web::test]
async fn what_is_no_name_is_a_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let nora = body("nora@northwind.example");
    for name in ["", "two words", &"a".repeat(256)] {
        named(&script, name, &nora)
            .await
            .blames("Idempotency-Key", "invalid");
    }
    let twice = script.request(Method::POST, USERS);
    let twice = twice.header("Idempotency-Key", "a");
    Answer::to(twice.header("Idempotency-Key", "b").json(&nora))
        .await
        .blames("Idempotency-Key", "invalid");
    assert_eq!(workspace.people(), 1);
}
