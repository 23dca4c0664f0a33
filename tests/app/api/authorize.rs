//! Connected services ask what somebody may do.

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::users;
use muster::types::UserId;
use serde_json::{Value, json};

use crate::support::{Script, TestApp};

async fn asked(script: &Script<'_>, user: &str, permission: &str) -> Value {
    let body = json!({ "user": user, "permission": permission });
    script.post("/api/authorize", &body).await.is_ok().json()
}

fn nothing() -> Value {
    json!({ "allowed": false, "because": [], "beta_access": false })
}

#[actix_web::test]
async fn somebody_may_what_one_of_their_roles_holds() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    let erik = workspace.person("Erik Windahl", BuiltinRole::Agent).await;
    let (by_id, by_email) = (erik.id.to_string(), "MAJA@northwind.example");
    assert_eq!(asked(&script, &by_id, "campaigns:write").await, nothing());
    workspace.add_role(
        erik.id,
        workspace.custom_role(&[Permission::WriteCampaigns]),
    );
    workspace.add_role(erik.id, workspace.role(BuiltinRole::Admin));
    let told = asked(&script, &by_id, "campaigns:write").await;
    assert_eq!(told["allowed"], true);
    let because = told["because"].as_array().unwrap();
    assert_eq!((because.len(), &because[0]), (2, &json!("Admin")));
    let told = asked(&script, by_email, "workspace:own").await;
    assert_eq!(told["because"], json!(["Owner"]), "{told}");
}

#[actix_web::test]
async fn whoever_is_not_active_may_nothing_and_nothing_tells_them_apart() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Admin).await;
    workspace.set_status(erik, "inactive");
    workspace.set_status(ana, "pending");
    for nobody in [
        erik.to_string(),
        ana.to_string(),
        elsewhere.owner.to_string(),
        UserId::new().to_string(),
        "nobody@northwind.example".to_owned(),
        "no address".to_owned(),
        String::new(),
    ] {
        assert_eq!(asked(&script, &nobody, "users:read").await, nothing());
    }
}

#[actix_web::test]
async fn beta_access_is_told_in_the_body_and_in_a_header() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    let body = json!({ "user": workspace.owner, "permission": "users:read" });
    let answer = script.post("/api/authorize", &body).await;
    assert_eq!(answer.header("muster-beta-access"), "false");
    diesel::update(users::table.find((workspace.id, workspace.owner)))
        .set(users::beta_access.eq(true))
        .execute(&mut app.database.connection())
        .unwrap();
    let answer = script.post("/api/authorize", &body).await;
    assert_eq!(answer.header("muster-beta-access"), "true");
    assert_eq!(answer.json()["beta_access"], true);
}

#[actix_web::test]
async fn a_proxy_is_answered_by_the_status() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    let address = "/api/authorize?refuse=403";
    let may = json!({ "user": workspace.owner, "permission": "users:read" });
    script.post(address, &may).await.is_ok();
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let may_not = json!({ "user": erik, "permission": "users:read" });
    script
        .post(address, &may_not)
        .await
        .is_problem(403, "not_allowed");
    script
        .post("/api/authorize?refuse=404", &may)
        .await
        .blames("refuse", "invalid");
}

#[actix_web::test]
async fn what_is_asked_about_has_to_be_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadUsers]);
    for (body, field, code) in [
        (json!({}), "user", "required"),
        (
            json!({ "user": "a", "permission": "tea:make" }),
            "permission",
            "not_found",
        ),
        (
            json!({ "user": "a", "permission": "users:read", "x": 1 }),
            "x",
            "unknown_field",
        ),
    ] {
        script
            .post("/api/authorize", &body)
            .await
            .blames(field, code);
    }
    let weak = workspace.script(&[Permission::ReadRoles]);
    weak.post("/api/authorize", &json!({}))
        .await
        .is_problem(403, "forbidden");
}
