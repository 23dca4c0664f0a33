//! `POST /api/users`.

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{invitations, users, workspaces};
use serde_json::{Value, json};

use super::{entries, id_in, mails};
use crate::support::{Answer, Script, TestApp};

const USERS: &str = "/api/users";

async fn nora(script: &Script<'_>) -> Answer {
    let body = json!({ "email": "nora@northwind.example", "role": "Agent" });
    script.post(USERS, &body).await
}

#[actix_web::test]
async fn somebody_is_invited_and_told_of_without_a_link() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[
        Permission::InviteUsers,
        Permission::ReadUsers,
        Permission::ReadTeams,
        Permission::ReadConversations,
        Permission::WriteConversations,
        Permission::ReadContacts,
        Permission::ReadTemplates,
    ]);
    let returns = workspace.team_of("Returns", &[]);
    workspace.department("Customer care");
    let answer = script
        .post(
            USERS,
            &json!({
                "email": "Nora@Northwind.example", "full_name": "Nora Bell", "display_name": "Nora",
                "roles": [workspace.role(BuiltinRole::Agent), "Agent"], "teams": [returns, "Returns"],
                "department": "Customer care", "valid_hours": 36, "message": "Welcome.\nBring tea.",
            }),
        )
        .await;
    answer.has_status(201);
    let (told, id) = (answer.json(), id_in(&answer));
    assert_eq!(answer.header("location"), format!("/api/users/{id}"));
    assert_eq!(answer.header("etag"), "", "it isn't what is found there");
    let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "email", "status", "invitation"]);
    assert_eq!(told["email"], "Nora@Northwind.example");
    assert_eq!(told["status"], "pending");
    assert_eq!(told["invitation"]["status"], "pending");
    let time = |name: &str| -> chrono::DateTime<chrono::Utc> {
        told["invitation"][name].as_str().unwrap().parse().unwrap()
    };
    assert_eq!((time("expires_at") - time("sent_at")).num_hours(), 36);
    assert_eq!(mails(&app), 1);
    assert_eq!(workspace.teams_of(id), ["Returns"]);
    assert_eq!(
        workspace.department_of(id).as_deref(),
        Some("Customer care")
    );
    assert_eq!(workspace.roles_of(id), [workspace.role(BuiltinRole::Agent)]);
    let (name, message, by): (
        Option<String>,
        Option<String>,
        Option<muster::types::UserId>,
    ) = users::table
        .inner_join(invitations::table.on(invitations::user_id.eq(users::id.nullable())))
        .select((
            users::display_name,
            invitations::message,
            invitations::invited_by,
        ))
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(name.as_deref(), Some("Nora"));
    assert_eq!(message.as_deref(), Some("Welcome.\nBring tea."));
    assert_eq!(by, Some(workspace.owner));
    let there = script.get(answer.header("location")).await;
    assert_eq!(there.is_ok().json()["invitation"], told["invitation"]);
}

#[actix_web::test]
async fn without_a_mail_there_is_an_invitation_and_nothing_is_sent() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let answer = script
        .post(
            USERS,
            &json!({ "email": "nora@northwind.example", "role": "Agent", "send_invite": false }),
        )
        .await;
    let told = answer.has_status(201).json();
    assert_eq!(told["invitation"]["sent_at"], Value::Null);
    assert_eq!(mails(&app), 0);
}

#[actix_web::test]
async fn the_log_says_which_key_did_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    nora(&script).await.has_status(201);
    let told = entries(&app, "invitation.created");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "key");
    let maja = workspace.maja().await;
    maja.get("/settings/audit")
        .await
        .is_ok()
        .shows("The API key Payroll invited");
}

#[actix_web::test]
async fn an_address_that_is_somebodys_is_in_use_whatever_its_case() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    workspace.set_status(erik, "inactive");
    nora(&script).await.has_status(201);
    for email in [
        "maja@northwind.example",
        " ERIK@northwind.example ",
        "Nora@NORTHWIND.example",
    ] {
        let body = json!({ "email": email, "role": "Agent" });
        script
            .post(USERS, &body)
            .await
            .is_problem(409, "email_in_use");
    }
    // Elsewhere it is another person.
    let elsewhere = app.workspace("southwind").await;
    let stranger = elsewhere.script(Permission::ALL);
    nora(&stranger).await.has_status(201);
    assert_eq!(mails(&app), 2);
}

#[actix_web::test]
async fn all_that_is_wrong_is_told_by_its_field() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(Permission::ALL);
    let answer = script
        .post(
            USERS,
            &json!({
                "email": "nora", "full_name": "www.example.com", "display_name": "",
                "roles": ["Agent", "Ghost"], "teams": [elsewhere.team_of("Returns", &[])],
                "department": elsewhere.department("Care"), "valid_hours": 721,
                "message": "a".repeat(501),
            }),
        )
        .await;
    for (field, code) in [
        ("email", "invalid"),
        ("full_name", "invalid"),
        ("display_name", "invalid"),
        ("roles[1]", "not_found"),
        ("teams[0]", "not_found"),
        ("department", "not_found"),
        ("valid_hours", "invalid"),
        ("message", "invalid"),
    ] {
        answer.blames(field, code);
    }
    for (body, field, code) in [
        (json!({}), "email", "required"),
        (json!({ "email": "n@x.example" }), "role", "required"),
        (
            json!({ "email": "n@x.example", "roles": [] }),
            "roles",
            "required",
        ),
        (
            json!({ "email": "n@x.example", "role": "Agent", "roles": ["Agent"] }),
            "roles",
            "invalid",
        ),
        (
            json!({ "email": "n@x.example", "role": elsewhere.role(BuiltinRole::Agent) }),
            "role",
            "not_found",
        ),
        (
            json!({ "email": "n@x.example", "role": "agent" }),
            "role",
            "not_found",
        ),
        (
            json!({ "email": "n@x.example", "role": 7 }),
            "role",
            "wrong_type",
        ),
        (
            json!({ "email": ["n@x.example"], "role": "Agent" }),
            "email",
            "wrong_type",
        ),
        (
            json!({ "email": "n@x.example", "role": "Agent", "admin": true }),
            "admin",
            "unknown_field",
        ),
        (
            json!({ "email": "n@x.example", "role": "Agent", "valid_hours": 0 }),
            "valid_hours",
            "invalid",
        ),
        (
            json!({ "email": "n@x.example", "role": "Agent", "teams": vec!["x"; 201] }),
            "teams",
            "too_many",
        ),
    ] {
        script.post(USERS, &body).await.blames(field, code);
    }
    assert_eq!(workspace.people(), 1);
}

#[actix_web::test]
async fn nobody_is_invited_with_more_than_the_key_holds() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    // Maja holds everything; what was chosen for the key counts.
    let script = workspace.script(&[Permission::InviteUsers]);
    nora(&script).await.is_problem(403, "above_ceiling");
    nora(&script).await.is_problem(403, "above_ceiling");
    let refused = entries(&app, "access.refused");
    assert_eq!(
        refused.len(),
        1,
        "the same within a minute says nothing new"
    );
    assert_eq!(refused[0].0, "key");
    assert_eq!(workspace.people(), 1);
    // Who may not see teams has none.
    let few = workspace.custom_role(&[Permission::InviteUsers]);
    workspace.team_of("Returns", &[]);
    let body = json!({ "email": "nora@northwind.example", "role": few, "teams": ["Returns"] });
    script
        .post(USERS, &body)
        .await
        .blames("teams[0]", "not_found");
    // A key of an owner's makes owners: its password was typed when it was made.
    let owning = workspace.script(Permission::ALL);
    let body = json!({ "email": "nora@northwind.example", "role": "Owner" });
    owning.post(USERS, &body).await.has_status(201);
}

#[actix_web::test]
async fn when_the_seats_are_used_up_nobody_is_invited() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.set_plan("free_trial");
    let script = workspace.script(Permission::ALL);
    nora(&script).await.is_problem(409, "seats_exhausted");
    assert_eq!((workspace.people(), mails(&app)), (1, 0));
}

#[actix_web::test]
async fn the_last_seat_goes_to_one_of_twenty_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.set_plan("growth");
    for name in ["Ana Lima", "Bo Ek", "Cy Dahl"] {
        workspace.member(name, BuiltinRole::Agent).await;
    }
    let (script, other) = (workspace.script(Permission::ALL), app.another_server());
    let calls = (0..20).map(|number| {
        let body = json!({ "email": format!("p{number}@northwind.example"), "role": "Agent" });
        let url = if number % 2 == 0 { &app } else { &other }.url(USERS);
        let script = &script;
        Answer::once_served(move || {
            let request = script.app.client.post(&url).bearer_auth(&script.text);
            request.json(&body)
        })
    });
    let answers = futures_util::future::join_all(calls).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!(made.len(), 1);
    for answer in refused {
        answer.is_problem(409, "seats_exhausted");
    }
    assert_eq!((workspace.people(), mails(&app)), (5, 1));
}

#[actix_web::test]
async fn no_more_are_invited_in_a_day_than_the_workspace_wants() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    diesel::update(workspaces::table.find(workspace.id))
        .set(workspaces::invitations_a_day.eq(1))
        .execute(&mut app.database.connection())
        .unwrap();
    let script = workspace.script(Permission::ALL);
    nora(&script).await.has_status(201);
    let body = json!({ "email": "ola@northwind.example", "role": "Agent" });
    let answer = script.post(USERS, &body).await;
    answer.is_problem(429, "too_many_invitations");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((86_000..=86_400).contains(&wait), "{wait}");
    app.clock.advance(chrono::TimeDelta::seconds(wait));
    script.post(USERS, &body).await.has_status(201);
}

#[actix_web::test]
async fn an_address_isnt_invited_again_and_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    for _ in 0..5 {
        let answer = nora(&script).await;
        let id = answer.has_status(201).json()["invitation"]["id"].clone();
        let path = format!("/api/invitations/{}/cancel", id.as_str().unwrap());
        script.post(&path, &json!({})).await.is_ok();
    }
    nora(&script).await.is_problem(409, "invited_too_often");
}

#[actix_web::test]
async fn whatever_is_sent_that_is_no_body_changes_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let send = async |kind: &str, body: Vec<u8>| {
        let request = script.request(reqwest::Method::POST, USERS);
        Answer::to(request.header("content-type", kind).body(body)).await
    };
    let json = "application/json";
    send(
        json,
        b"{\"email\":\"a\\u0000@x.example\",\"role\":\"Agent\"}".to_vec(),
    )
    .await
    .is_problem(400, "malformed");
    send(json, b"\xff\xfe".to_vec())
        .await
        .is_problem(400, "malformed");
    send(json, "[".repeat(100_000).into_bytes())
        .await
        .is_problem(422, "invalid");
    // A list in the order of the fields is none of them.
    send(json, br#"["nora@x.example",null,null,"Agent"]"#.to_vec())
        .await
        .is_problem(422, "invalid");
    send(json, vec![b' '; 300 * 1024])
        .await
        .is_problem(413, "too_large");
    send("text/plain", b"{}".to_vec())
        .await
        .is_problem(415, "unsupported_body");
    assert_eq!(workspace.people(), 1);
}
