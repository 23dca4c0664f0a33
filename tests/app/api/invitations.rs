//! Invitations that are there.

use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission};
use muster::types::InvitationId;
use serde_json::{Value, json};

use super::{column, entries, mails};
use crate::support::{Answer, Invited, Script, TestApp};

async fn act(script: &Script<'_>, id: InvitationId, what: &str) -> Answer {
    let path = format!("/api/invitations/{id}/{what}");
    script.post(&path, &json!({})).await
}

/// Whatever is answered, nobody comes in with it.
#[track_caller]
fn has_no_link(answer: &Answer, invited: Invited) {
    answer.hides(invited.token()).hides("/invitation/");
}

#[actix_web::test]
async fn all_that_there_ever_were_are_listed_the_newest_first() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace
        .invited("ana@northwind.example", BuiltinRole::Agent)
        .await;
    app.clock.advance(TimeDelta::days(8));
    let bo = workspace
        .invited("bo@northwind.example", BuiltinRole::Supervisor)
        .await;
    app.clock.advance(TimeDelta::seconds(1));
    let cy = workspace
        .invited("cy@northwind.example", BuiltinRole::Agent)
        .await;
    app.clock.advance(TimeDelta::seconds(1));
    let di = workspace
        .invited("di@northwind.example", BuiltinRole::Agent)
        .await;
    workspace.joins_now(cy);
    let script = workspace.script(Permission::ALL);
    act(&script, di.id, "cancel").await.is_ok();
    let all = script.get("/api/invitations").await;
    for invited in [ana, bo, cy, di] {
        has_no_link(&all, invited);
    }
    assert_eq!(
        column(&all, "id"),
        [json!(di.id), json!(cy.id), json!(bo.id), json!(ana.id)]
    );
    assert_eq!(
        column(&all, "status"),
        ["cancelled", "accepted", "pending", "expired"]
    );
    let told = all.json()["data"][2].clone();
    assert_eq!(told["user_id"], json!(bo.user));
    assert_eq!(told["email"], "bo@northwind.example");
    assert_eq!(told["roles"][0]["name"], "Supervisor");
    assert_eq!(
        told["invited_by"],
        json!({ "id": workspace.owner, "full_name": "Maja Öberg" })
    );
    assert_eq!(all.json()["data"][0]["user_id"], Value::Null);
    for (status, expected) in [
        ("cancelled", di),
        ("accepted", cy),
        ("pending", bo),
        ("expired", ana),
    ] {
        let some = script
            .get(&format!("/api/invitations?status={status}"))
            .await;
        assert_eq!(column(&some, "id"), [json!(expected.id)], "{status}");
    }
    for query in ["status=waiting", "limit=0", "cursor=x"] {
        let field = query.split('=').next().unwrap();
        let answer = script.get(&format!("/api/invitations?{query}")).await;
        answer.blames(field, "invalid");
    }
    let elsewhere = app.workspace("southwind").await;
    let theirs = elsewhere
        .script(Permission::ALL)
        .get("/api/invitations")
        .await;
    assert!(column(&theirs, "id").is_empty());
}

#[actix_web::test]
async fn a_long_list_of_them_is_read_page_by_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.invited_many(230);
    let script = workspace.script(Permission::ALL);
    let (mut met, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = script
            .get(&format!("/api/invitations?limit=100{cursor}"))
            .await;
        met.extend(column(&answer, "email"));
        match answer.json()["next_cursor"].as_str() {
            None => break,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    let expected: Vec<Value> = (1..=230)
        .rev()
        .map(|number| json!(format!("p{number}@northwind.example")))
        .collect();
    assert_eq!(met, expected);
}

#[actix_web::test]
async fn one_is_sent_again_once_a_minute() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.nora().await;
    let script = workspace.script(Permission::ALL);
    app.clock.advance(TimeDelta::hours(1));
    let first = act(&script, nora.id, "resend").await;
    has_no_link(&first, nora);
    let told = first.is_ok().json();
    assert_eq!(told["id"], json!(nora.id));
    assert_eq!(told["status"], "pending");
    app.get(nora.link).await.has_status(410);
    app.clock.advance(TimeDelta::seconds(30));
    let again = act(&script, nora.id, "resend").await;
    assert_eq!(again.is_ok().json(), told, "nothing more is sent");
    assert_eq!(entries(&app, "invitation.resent").len(), 1);
    app.clock.advance(TimeDelta::seconds(31));
    let later = act(&script, nora.id, "resend").await;
    assert_ne!(later.is_ok().json()["sent_at"], told["sent_at"]);
    assert_eq!(entries(&app, "invitation.resent")[1].0, "key");
}

#[actix_web::test]
async fn an_expired_one_takes_a_seat_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.nora().await;
    let script = workspace.script(Permission::ALL);
    app.clock.advance(TimeDelta::days(8));
    workspace.set_plan("free_trial");
    act(&script, nora.id, "resend")
        .await
        .is_problem(409, "seats_exhausted");
    workspace.set_plan("growth");
    let told = act(&script, nora.id, "resend").await;
    assert_eq!(told.is_ok().json()["status"], "pending");
}

#[actix_web::test]
async fn a_cancelled_one_is_over_and_the_address_is_free() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    let script = workspace.script(Permission::ALL);
    let told = act(&script, nora.id, "cancel").await;
    has_no_link(&told, nora);
    assert_eq!(told.is_ok().json()["status"], "cancelled");
    assert_eq!(workspace.status_of(nora.user), None);
    app.get(nora.link).await.has_status(410);
    for what in ["cancel", "resend"] {
        act(&script, nora.id, what)
            .await
            .is_problem(409, "already_cancelled");
    }
    let body = json!({ "email": "nora@northwind.example", "role": "Agent" });
    script.post("/api/users", &body).await.has_status(201);
    assert_eq!(entries(&app, "invitation.cancelled")[0].0, "key");
}

#[actix_web::test]
async fn only_what_is_there_and_in_reach_is_acted_on() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let theirs = elsewhere.nora().await;
    let admin = workspace
        .invited("ana@northwind.example", BuiltinRole::Admin)
        .await;
    let joined = workspace
        .invited("bo@northwind.example", BuiltinRole::Agent)
        .await;
    workspace.joins_now(joined);
    let bob = workspace.member("Bob Marsh", BuiltinRole::Supervisor).await;
    let (script, supervisors) = (
        workspace.script(Permission::ALL),
        workspace.script_of(bob, Permission::ALL),
    );
    let sent = mails(&app);
    for what in ["cancel", "resend"] {
        act(&script, theirs.id, what)
            .await
            .is_problem(404, "not_found");
        act(&script, InvitationId::new(), what)
            .await
            .is_problem(404, "not_found");
        act(&supervisors, admin.id, what)
            .await
            .is_problem(403, "above_ceiling");
        act(&script, joined.id, what)
            .await
            .is_problem(409, "already_accepted");
        let path = format!("/api/invitations/{}/{what}", admin.id);
        script
            .post(&path, &json!({ "send": true }))
            .await
            .blames("send", "unknown_field");
    }
    assert_eq!(mails(&app), sent);
}
