//! `GET /api/users` and one of them.

use std::collections::HashSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::users;
use muster::types::UserId;
use reqwest::Method;
use serde_json::{Value, json};

use super::column;
use crate::support::{Answer, Invite, TestApp, recount};

#[actix_web::test]
async fn somebody_is_told_of_with_all_that_a_key_may_see() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    workspace.add_role(sofia, workspace.role(BuiltinRole::Supervisor));
    let returns = workspace.team_of("Returns", &[sofia]);
    let care = workspace.department("Care");
    diesel::update(users::table.find((workspace.id, sofia)))
        .set((
            users::department_id.eq(care),
            users::manager_id.eq(workspace.owner),
        ))
        .execute(&mut app.database.connection())
        .unwrap();
    workspace.set_away(sofia);
    let path = format!("/api/users/{sofia}");
    let told = workspace.script(Permission::ALL).get(&path).await;
    let mut told = told.is_ok().json();
    let times = ["created_at", "activated_at"];
    for name in times {
        let at = told[name].as_str().unwrap().to_owned();
        assert!(at.ends_with('Z') && at.contains('T'), "{at}");
        told[name] = Value::Null;
    }
    assert_eq!(
        told,
        json!({
            "id": sofia, "email": "sofia@northwind.example", "full_name": "Sofia Duarte",
            "display_name": "Sofia Duarte", "status": "active",
            "roles": [
                { "id": workspace.role(BuiltinRole::Supervisor), "name": "Supervisor" },
                { "id": workspace.role(BuiltinRole::Agent), "name": "Agent" },
            ],
            "teams": [{ "id": returns, "name": "Returns" }],
            "department": { "id": care, "name": "Care" },
            "manager": { "id": workspace.owner, "full_name": "Maja Öberg" },
            "availability": "away", "away_until": null, "beta_access": false,
            "created_at": null, "activated_at": null, "deactivated_at": null, "last_seen_at": null,
            "invitation": null,
        })
    );
    let less = workspace.script(&[Permission::ReadUsers]).get(&path).await;
    let less = less.is_ok().json();
    assert_eq!(
        (&less["teams"], &less["department"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(less["roles"], told["roles"]);
}

#[actix_web::test]
async fn who_is_invited_has_an_invitation_and_never_its_link() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.nora().await;
    let script = workspace.script(Permission::ALL);
    let path = format!("/api/users/{}", nora.user);
    let answer = script.get(&path).await;
    answer.is_ok().hides(nora.token());
    let told = answer.json();
    assert_eq!(told["status"], "pending");
    assert_eq!(told["full_name"], Value::Null);
    assert_eq!(told["availability"], Value::Null);
    assert_eq!(told["invitation"]["id"], json!(nora.id));
    assert_eq!(told["invitation"]["status"], "pending");
    app.clock.advance(chrono::TimeDelta::days(8));
    let told = script.get(&path).await.json();
    assert_eq!(told["invitation"]["status"], "expired");
    script.get("/api/users").await.is_ok().hides(nora.token());
}

#[actix_web::test]
async fn who_isnt_here_is_nobody_wherever_they_are() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(Permission::ALL);
    let mut bodies = HashSet::new();
    for id in [
        elsewhere.owner.to_string(),
        UserId::new().to_string(),
        "maja".to_owned(),
    ] {
        let answer = script.get(&format!("/api/users/{id}")).await;
        answer.is_problem(404, "not_found");
        bodies.insert(answer.body);
    }
    assert_eq!(bodies.len(), 1);
}

#[actix_web::test]
async fn a_tag_changes_with_what_is_decided_on_and_not_with_being_seen() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let path = format!("/api/users/{}", workspace.owner);
    let tag = script.get(&path).await.is_ok().header("etag").to_owned();
    let again = async || {
        let request = script.request(Method::GET, &path);
        Answer::to(request.header("If-None-Match", &tag)).await
    };
    again().await.has_status(304);
    workspace.maja().await.get("/settings/users").await.is_ok();
    let seen = script.get(&path).await.json()["last_seen_at"].clone();
    assert_ne!(seen, Value::Null);
    again().await.has_status(304);
    script
        .patch(&path, &json!({ "beta_access": true }))
        .await
        .is_ok();
    let changed = again().await;
    assert_ne!(changed.is_ok().header("etag"), tag);
}

/// Three hundred people whose ids don't follow their names.
fn crowd(app: &TestApp, workspace: &crate::support::Workspace<'_>) {
    let (id, role) = (workspace.id, workspace.role(BuiltinRole::Agent));
    let sql = format!(
        "WITH people AS (
             INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                                password_hash, top_role_rank, created_at, activated_at)
             SELECT '{id}', gen_random_uuid(), 'p' || n || '@x.example', 'p' || n || '@x.example',
                    'Person ' || n, 'Person', CASE WHEN n % 3 = 0 THEN 'inactive' ELSE 'active' END,
                    '$argon2id$', 4, now(), now()
             FROM generate_series(1, 300) AS n RETURNING id
         )
         INSERT INTO user_roles (workspace_id, user_id, role_id) SELECT '{id}', id, '{role}' FROM people"
    );
    let connection = &mut app.database.connection();
    connection.batch_execute(&sql).unwrap();
    recount(connection);
}

#[actix_web::test]
async fn a_long_list_is_read_page_by_page_and_nobody_is_missed_or_met_twice() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    crowd(&app, &workspace);
    let script = workspace.script(Permission::ALL);
    for (filter, expected) in [("", 301), ("&status=active", 201), ("&role=Agent", 300)] {
        let mut met: Vec<String> = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/users?limit=37{filter}{cursor}");
            let answer = script.get(&path).await;
            let ids = column(&answer, "id");
            assert!(ids.len() <= 37);
            met.extend(ids.iter().map(|id| id.as_str().unwrap().to_owned()));
            // Somebody further on is renamed, which changes nothing about the order.
            diesel::sql_query(
                "UPDATE users SET full_name = 'Aaa ' || full_name WHERE email = 'p150@x.example'",
            )
            .execute(&mut app.database.connection())
            .unwrap();
            match answer.json()["next_cursor"].as_str() {
                None => break,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
        assert!(met.is_sorted(), "in one order");
        let all: HashSet<&String> = met.iter().collect();
        assert_eq!((met.len(), all.len()), (expected, expected), "{filter}");
    }
}

#[actix_web::test]
async fn a_list_is_narrowed_by_state_text_role_team_and_department() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Supervisor).await;
    let bo = workspace.member("Bo Ek", BuiltinRole::Agent).await;
    workspace.set_status(bo, "inactive");
    let nora = workspace
        .invite(&Invite {
            full_name: Some("Nora Bell"),
            ..Invite::default()
        })
        .await;
    let returns = workspace.team_of("Returns", &[ana, nora.user]);
    let (care, inner) = (
        workspace.department("Care"),
        workspace.department("Inner care"),
    );
    workspace.is_within(inner, care);
    diesel::update(users::table.find((workspace.id, bo)))
        .set(users::department_id.eq(inner))
        .execute(&mut app.database.connection())
        .unwrap();
    let script = workspace.script(Permission::ALL);
    let found = async |filter: &str| -> HashSet<String> {
        let answer = script.get(&format!("/api/users?{filter}")).await;
        let ids = column(&answer, "email");
        let local = |email: &Value| {
            email
                .as_str()
                .unwrap()
                .split('@')
                .next()
                .unwrap()
                .to_owned()
        };
        ids.iter().map(local).collect()
    };
    let supervisor = workspace.role(BuiltinRole::Supervisor);
    for (filter, expected) in [
        ("", vec!["maja", "ana", "bo", "nora"]),
        ("status=pending", vec!["nora"]),
        ("status=active", vec!["maja", "ana"]),
        ("status=inactive", vec!["bo"]),
        ("q=bell", vec!["nora"]),
        ("q=OBERG", vec!["maja"]),
        ("q=100%25", vec![]),
        (&format!("q={}", "a".repeat(400)), vec![]),
        ("role=Agent", vec!["bo", "nora"]),
        ("role=Agent&status=pending", vec!["nora"]),
        (&format!("role={supervisor}"), vec!["ana"]),
        (&format!("team={returns}"), vec!["ana", "nora"]),
        ("team=Returns&status=active", vec!["ana"]),
        ("department=Care", vec!["bo"]),
        ("department=Inner%20care", vec!["bo"]),
        ("role=agent", vec![]),
        ("team=none", vec![]),
        (&format!("department={returns}"), vec![]),
        (
            "role=&team=&department=&q=",
            vec!["maja", "ana", "bo", "nora"],
        ),
    ] {
        let expected: HashSet<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(found(filter).await, expected, "{filter}");
    }
    let less = workspace.script(&[Permission::ReadUsers]);
    for filter in ["team=Returns", "department=Care"] {
        let answer = less.get(&format!("/api/users?{filter}")).await;
        assert_eq!(column(&answer, "id").len(), 0, "{filter}");
    }
}

#[actix_web::test]
async fn what_cant_be_asked_of_a_list_is_a_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    for (query, field) in [
        ("status=gone", "status"),
        ("status=", "status"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
    ] {
        let answer = script.get(&format!("/api/users?{query}")).await;
        answer.blames(field, "invalid");
    }
    let nul = script.get("/api/users?q=a%00b").await;
    assert!(nul.status.is_success() || nul.status.is_client_error());
    // Nobody of another workspace is in it.
    app.workspace("southwind").await;
    let answer = script.get("/api/users?unknown=1").await;
    assert_eq!(column(&answer, "id"), [json!(workspace.owner)]);
}
