//! `PATCH /api/users/{id}`.

use muster::access::{BuiltinRole, Permission};
use muster::types::UserId;
use reqwest::Method;
use serde_json::{Value, json};

use super::entries;
use crate::support::{Answer, TestApp};

fn at(user: UserId) -> String {
    format!("/api/users/{user}")
}

#[actix_web::test]
async fn all_of_somebody_is_changed_in_one_call() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let care = workspace.department("Care");
    let script = workspace.script(Permission::ALL);
    let until = app.clock.now() + chrono::TimeDelta::hours(30);
    let until = until.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let answer = script
        .patch(
            &at(sofia),
            &json!({
                "full_name": "Sofia Lima", "display_name": "Fia", "department": "Care",
                "manager": "MAJA@northwind.example", "beta_access": true,
                "availability": "away", "away_until": until,
            }),
        )
        .await;
    let told = answer.is_ok().json();
    assert_eq!(told["full_name"], "Sofia Lima");
    assert_eq!(told["display_name"], "Fia");
    assert_eq!(told["department"], json!({ "id": care, "name": "Care" }));
    assert_eq!(told["manager"]["id"], json!(workspace.owner));
    assert_eq!(told["beta_access"], true);
    assert_eq!(told["availability"], "away");
    let back: chrono::DateTime<chrono::Utc> = told["away_until"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        back,
        until.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    );
    let same = script.get(&at(sofia)).await;
    assert_eq!(same.header("etag"), answer.header("etag"));
    for action in [
        "user.renamed",
        "user.department_changed",
        "user.manager_changed",
    ] {
        let told = entries(&app, action);
        assert_eq!(told.len(), 1, "{action}");
        assert_eq!(told[0].0, "key");
    }
    // What isn't sent stays, and `null` is none.
    let answer = script
        .patch(
            &at(sofia),
            &json!({ "display_name": null, "department": null, "manager": null, "availability": "available" }),
        )
        .await;
    let told = answer.is_ok().json();
    assert_eq!(told["full_name"], "Sofia Lima");
    assert_eq!(told["display_name"], "Sofia Lima");
    assert_eq!(
        (&told["department"], &told["manager"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&told["availability"], &told["away_until"]),
        (&json!("available"), &Value::Null)
    );
    assert_eq!(told["beta_access"], true);
    let nothing = script.patch(&at(sofia), &json!({})).await;
    assert_eq!(nothing.is_ok().json(), told);
}

#[actix_web::test]
async fn whatever_is_wrong_keeps_all_of_it_from_being_done() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let before = script.get(&at(sofia)).await.json();
    let past = "2020-01-01T00:00:00Z";
    for (body, field, code) in [
        (json!({ "full_name": "" }), "full_name", "invalid"),
        (
            json!({ "display_name": "http://x" }),
            "display_name",
            "invalid",
        ),
        (json!({ "department": "Ghosts" }), "department", "not_found"),
        (
            json!({ "department": elsewhere.department("Care") }),
            "department",
            "not_found",
        ),
        (
            json!({ "manager": elsewhere.owner }),
            "manager",
            "not_found",
        ),
        (
            json!({ "manager": "nobody@northwind.example" }),
            "manager",
            "not_found",
        ),
        (json!({ "manager": "Maja" }), "manager", "not_found"),
        (json!({ "manager": sofia }), "manager", "invalid"),
        (json!({ "beta_access": "yes" }), "beta_access", "wrong_type"),
        (
            json!({ "availability": "asleep" }),
            "availability",
            "wrong_type",
        ),
        (
            json!({ "availability": "away", "away_until": past }),
            "away_until",
            "invalid",
        ),
        (
            json!({ "availability": "away", "away_until": "tomorrow" }),
            "away_until",
            "invalid",
        ),
        (
            json!({ "availability": "away", "away_until": "9999-01-01T00:00:00Z" }),
            "away_until",
            "invalid",
        ),
        (
            json!({ "availability": "available", "away_until": past }),
            "away_until",
            "invalid",
        ),
        (json!({ "email": "x@y.example" }), "email", "unknown_field"),
    ] {
        let mut body = body;
        body.as_object_mut()
            .unwrap()
            .entry("beta_access")
            .or_insert(json!(true));
        script.patch(&at(sofia), &body).await.blames(field, code);
    }
    assert_eq!(script.get(&at(sofia)).await.json(), before);
    let loops = json!({ "manager": sofia });
    script
        .patch(&at(sofia), &json!({ "manager": workspace.owner }))
        .await
        .is_ok();
    script
        .patch(&at(workspace.owner), &loops)
        .await
        .blames("manager", "invalid");
}

#[actix_web::test]
async fn a_change_decided_on_another_state_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let send = async |tag: &str, name: &str| {
        let request = script.request(Method::PATCH, &at(sofia.id));
        let request = request.header("If-Match", tag);
        Answer::to(request.json(&json!({ "full_name": name }))).await
    };
    let tag = script.get(&at(sofia.id)).await.header("etag").to_owned();
    // That she was seen meanwhile is no other state.
    sofia.get("/profile").await.is_ok();
    let changed = send(&tag, "Sofia Lima").await;
    let next = changed.is_ok().header("etag").to_owned();
    send(&tag, "Sofia Bell")
        .await
        .is_problem(412, "changed_meanwhile");
    send("\"\"", "Sofia Bell")
        .await
        .is_problem(412, "changed_meanwhile");
    send(&next, "Sofia Bell").await.is_ok();
    send("*", "Sofia Berg").await.is_ok();
}

#[actix_web::test]
async fn nobody_above_the_key_is_changed_and_nobody_elsewhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(erik, Permission::ALL);
    let body = json!({ "full_name": "Somebody Else" });
    let wrong = script.request(Method::PATCH, &at(workspace.owner));
    // Rights are judged before state, and before what is sent.
    Answer::to(wrong.header("If-Match", "\"x\"").json(&body))
        .await
        .is_problem(403, "above_ceiling");
    script
        .patch(&at(workspace.owner), &json!({ "department": "Ghosts" }))
        .await
        .is_problem(403, "above_ceiling");
    assert_eq!(entries(&app, "access.refused")[0].0, "key");
    for id in [elsewhere.owner, UserId::new()] {
        script
            .patch(&at(id), &body)
            .await
            .is_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn who_isnt_active_has_neither_a_name_to_change_nor_an_availability() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.nora().await;
    let bo = workspace.member("Bo Ek", BuiltinRole::Agent).await;
    workspace.set_status(bo, "inactive");
    workspace.department("Care");
    let script = workspace.script(Permission::ALL);
    for (user, code) in [(nora.user, "not_joined"), (bo, "inactive")] {
        for body in [
            json!({ "full_name": "Nora Bell", "department": "Care" }),
            json!({ "availability": "away", "department": "Care" }),
        ] {
            script.patch(&at(user), &body).await.is_problem(409, code);
        }
        assert_eq!(workspace.department_of(user), None);
        let body = json!({ "department": "Care" });
        script.patch(&at(user), &body).await.is_ok();
    }
}

#[actix_web::test]
async fn a_key_that_may_not_read_people_is_told_nothing_of_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let few = workspace.custom_role(&[Permission::WriteUsers]);
    let kim = workspace.person_with_role("Kim Berg", few).await;
    let script = workspace.script(&[Permission::WriteUsers]);
    let answer = script
        .patch(&at(kim.id), &json!({ "full_name": "Kim Lund" }))
        .await;
    answer.has_status(204);
    assert_eq!((answer.body.as_str(), answer.header("etag")), ("", ""));
}
