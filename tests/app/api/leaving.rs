//! Deactivating, reactivating and deleting by program.

use muster::access::{BuiltinRole, Permission};
use muster::types::UserId;
use serde_json::{Value, json};

use super::{entries, id_in};
use crate::support::{Answer, Invite, Script, TestApp};

async fn deactivate(script: &Script<'_>, user: UserId, body: Value) -> Answer {
    let path = format!("/api/users/{user}/deactivate");
    script.post(&path, &body).await
}

async fn reactivate(script: &Script<'_>, user: UserId) -> Answer {
    let path = format!("/api/users/{user}/reactivate");
    script.post(&path, &json!({})).await
}

async fn delete(script: &Script<'_>, user: UserId) -> Answer {
    script.delete(&format!("/api/users/{user}")).await
}

#[actix_web::test]
async fn somebody_leaves_at_once_comes_back_and_is_removed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let told = deactivate(&script, ana.id, json!({})).await;
    let told = told.is_ok().json();
    assert_eq!(told["status"], "inactive");
    assert_ne!(told["deactivated_at"], Value::Null);
    ana.get("/inbox").await.asks_to_sign_in();
    deactivate(&script, ana.id, json!({}))
        .await
        .is_problem(409, "already_inactive");
    let back = reactivate(&script, ana.id).await;
    assert_eq!(back.is_ok().json()["status"], "active");
    reactivate(&script, ana.id)
        .await
        .is_problem(409, "already_active");
    delete(&script, ana.id)
        .await
        .is_problem(409, "not_inactive");
    // A body needn't be sent.
    let path = format!("/api/users/{}/deactivate", ana.id);
    Answer::to(script.request(reqwest::Method::POST, &path))
        .await
        .is_ok();
    let gone = delete(&script, ana.id).await;
    gone.has_status(204);
    assert_eq!(gone.body, "");
    assert_eq!(workspace.status_of(ana.id), None);
    delete(&script, ana.id).await.is_problem(404, "not_found");
    for action in ["user.deactivated", "user.reactivated", "user.deleted"] {
        assert_eq!(entries(&app, action)[0].0, "key", "{action}");
    }
    let body = json!({ "email": "ana@northwind.example", "role": "Agent" });
    script.post("/api/users", &body).await.has_status(201);
}

#[actix_web::test]
async fn what_somebody_leaves_behind_goes_where_it_is_wished() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Supervisor).await;
    let bo = workspace.member("Bo Ek", BuiltinRole::Agent).await;
    let cy = workspace.member("Cy Dahl", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let path = format!("/api/users/{bo}");
    script
        .patch(&path, &json!({ "manager": ana }))
        .await
        .is_ok();
    workspace.team_of("Returns", &[ana]);
    let nora = workspace
        .invite(&Invite {
            by: Some(ana),
            ..Invite::default()
        })
        .await;
    for (body, field, code) in [
        (
            json!({ "reports_to": "nobody@x.example" }),
            "reports_to",
            "not_found",
        ),
        (
            json!({ "reports_to": UserId::new() }),
            "reports_to",
            "not_found",
        ),
        (
            json!({ "covers": [{ "team": "Ghosts", "user": cy }] }),
            "covers[0].team",
            "not_found",
        ),
        (
            json!({ "covers": [{ "team": "Returns", "user": "x" }] }),
            "covers[0].user",
            "not_found",
        ),
        (
            json!({ "covers": [{ "team": "Returns", "user": ana }] }),
            "covers[0]",
            "invalid",
        ),
        (
            json!({ "covers": [{ "team": "Returns" }] }),
            "covers[0].user",
            "required",
        ),
        (
            json!({ "invitations": "burn" }),
            "invitations",
            "wrong_type",
        ),
        (json!({ "notes": "erase" }), "notes", "unknown_field"),
    ] {
        deactivate(&script, ana, body).await.blames(field, code);
    }
    assert_eq!(workspace.status_of(ana).as_deref(), Some("active"));
    let wishes = json!({
        "reports_to": "cy@northwind.example", "covers": [{ "team": "Returns", "user": cy }],
        "invitations": "cancel",
    });
    deactivate(&script, ana, wishes).await.is_ok();
    assert_eq!(workspace.reporting_of(bo).0, Some(cy));
    assert_eq!(workspace.teams_of(cy), ["Returns"]);
    assert_eq!(workspace.status_of(nora.user), None);
}

#[actix_web::test]
async fn where_nothing_is_wished_invitations_stand_on_who_answers_for_the_key() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Supervisor).await;
    let nora = workspace
        .invite(&Invite {
            by: Some(ana),
            ..Invite::default()
        })
        .await;
    let script = workspace.script(Permission::ALL);
    deactivate(&script, ana, json!({})).await.is_ok();
    let list = script.get("/api/invitations").await;
    let told = list.is_ok().json()["data"][0].clone();
    assert_eq!(told["id"], json!(nora.id));
    assert_eq!(told["invited_by"]["id"], json!(workspace.owner));
}

#[actix_web::test]
async fn the_last_owner_oneself_and_who_hasnt_come_are_not_deactivated() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let (owners, admins) = (
        workspace.script(Permission::ALL),
        workspace.script_of(erik, Permission::ALL),
    );
    let nora = workspace.nora().await;
    deactivate(&owners, workspace.owner, json!({}))
        .await
        .is_problem(409, "last_owner");
    deactivate(&admins, erik, json!({}))
        .await
        .is_problem(409, "yourself");
    deactivate(&admins, workspace.owner, json!({ "reports_to": "nobody" }))
        .await
        .is_problem(403, "above_ceiling");
    deactivate(&owners, nora.user, json!({}))
        .await
        .is_problem(409, "not_joined");
    reactivate(&owners, nora.user)
        .await
        .is_problem(409, "not_joined");
    delete(&owners, nora.user)
        .await
        .is_problem(409, "not_joined");
    for id in [elsewhere.owner, UserId::new()] {
        deactivate(&owners, id, json!({}))
            .await
            .is_problem(404, "not_found");
        reactivate(&owners, id).await.is_problem(404, "not_found");
        delete(&owners, id).await.is_problem(404, "not_found");
    }
    assert_eq!(workspace.owners().active, 1);
    // Whoever leaves takes their key along.
    deactivate(&owners, erik, json!({})).await.is_ok();
    delete(&admins, nora.user)
        .await
        .is_problem(401, "unauthenticated");
    // It doesn't come back with them: somebody takes it over.
    reactivate(&owners, erik).await.is_ok();
    admins
        .get("/api/me")
        .await
        .is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn coming_back_needs_a_seat_and_the_reach() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Admin).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Supervisor).await;
    let script = workspace.script(Permission::ALL);
    deactivate(&script, ana, json!({})).await.is_ok();
    let supervisors = workspace.script_of(bob, Permission::ALL);
    reactivate(&supervisors, ana)
        .await
        .is_problem(403, "above_ceiling");
    workspace.set_plan("free_trial");
    reactivate(&script, ana)
        .await
        .is_problem(409, "seats_exhausted");
    delete(&supervisors, ana).await.is_problem(403, "forbidden");
    assert_eq!(workspace.status_of(ana).as_deref(), Some("inactive"));
}

#[actix_web::test]
async fn a_named_call_deactivates_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let path = format!("/api/users/{ana}/deactivate");
    let named = async || {
        let request = script.request(reqwest::Method::POST, &path);
        Answer::to(request.header("Idempotency-Key", "a").json(&json!({}))).await
    };
    let (first, again) = (named().await, named().await);
    assert_eq!(id_in(first.is_ok()), ana);
    assert_eq!(again.is_ok().body, first.body);
    assert_eq!(entries(&app, "user.deactivated").len(), 1);
}
