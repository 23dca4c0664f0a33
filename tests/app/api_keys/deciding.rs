use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use muster::access::{BuiltinRole, Permission as P};
use muster::types::ApiKeyId;

use super::{KEYS, at, entries, maker};
use crate::support::{PASSWORD, TestApp};

#[actix_web::test]
async fn a_revoked_key_is_refused_from_its_next_call_on() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let script = workspace.script(&[P::ReadUsers]);
    maja.get(&at(script.key, "revoke"))
        .await
        .is_ok()
        .shows("Revoke Payroll")
        .shows("Read users");
    script.get("/api/me").await.is_ok();
    // No password is asked for: ending something must be quick.
    app.clock.advance(TimeDelta::minutes(11));
    maja.post(&at(script.key, "revoke"), &[])
        .await
        .leads_to("/northwind/settings/api-keys?notice=api-key-revoked");
    script
        .get("/api/me")
        .await
        .is_problem(401, "unauthenticated");
    maja.post(&at(script.key, "revoke"), &[])
        .await
        .has_status(303);
    assert_eq!(entries(&app, "api_key.revoked").len(), 1);
    for what in ["revoke", "take-over"] {
        maja.get(&at(script.key, what))
            .await
            .has_status(409)
            .shows("Payroll was revoked, which is for good.");
    }
    maja.post(&at(script.key, "take-over"), &[])
        .await
        .has_status(409);
}

#[actix_web::test]
async fn who_takes_a_key_over_answers_for_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(erik.id, &[P::ReadUsers, P::OwnWorkspace]);
    let maja = workspace.maja().await;
    app.clock.advance(TimeDelta::minutes(11));
    maja.get(&at(script.key, "take-over"))
        .await
        .is_ok()
        .shows("name=\"current_password\"")
        .shows("if Erik Windahl or somebody else may still have it");
    maja.post(&at(script.key, "take-over"), &[])
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"");
    let wrong = [("current_password", "not-it-at-all")];
    maja.post(&at(script.key, "take-over"), &wrong)
        .await
        .is_a_mistake();
    assert_eq!(maker(&app, script.key), erik.id);
    let permissions = async || script.get("/api/me").await.is_ok().json()["permissions"].clone();
    assert_eq!(permissions().await, serde_json::json!(["users:read"]));
    maja.post(
        &at(script.key, "take-over"),
        &[("current_password", PASSWORD)],
    )
    .await
    .leads_to("/northwind/settings/api-keys?notice=api-key-taken-over");
    assert_eq!(maker(&app, script.key), maja.id);
    assert_eq!(
        permissions().await,
        serde_json::json!(["users:read", "workspace:own"])
    );
    let entry = &entries(&app, "api_key.taken_over")[0];
    assert_eq!(
        (&entry["target_name"], &entry["from"]),
        (&"Payroll".into(), &"Erik Windahl".into())
    );
    // Once more is nothing new.
    maja.post(&at(script.key, "take-over"), &[])
        .await
        .has_status(303);
    assert_eq!(entries(&app, "api_key.taken_over").len(), 1);
}

#[actix_web::test]
async fn nobody_decides_about_a_key_that_holds_more_but_ends_their_own() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let role = workspace.custom_role(&[P::WriteApiKeys, P::ReadUsers]);
    let ana = workspace.person_with_role("Ana Lima", role).await;
    let above = workspace.script(&[P::DeleteUsers]);
    let row = |page: &str, key: ApiKeyId| {
        let (_, row) = page.split_once(&format!("id=\"key-{key}\"")).unwrap();
        row.split_once("</tr>").unwrap().0.to_owned()
    };
    let list = ana.get(KEYS).await;
    let theirs = row(&list.body, above.key);
    assert!(!theirs.contains("take-over") && !theirs.contains("/revoke"));
    assert!(theirs.contains("holds more than you do"));
    for what in ["revoke", "take-over"] {
        ana.get(&at(above.key, what)).await.is_forbidden();
        ana.post(&at(above.key, what), &[]).await.is_forbidden();
    }
    above.get("/api/me").await.is_ok();
    let refused = entries(&app, "access.refused");
    assert_eq!(refused[0]["tried"], "take_over_key");
    assert_eq!(refused[0]["target_name"], "Payroll");
    assert_eq!(refused[0]["permission"], "users:delete");
    // Made when she held more.
    let own = workspace.script_of(ana.id, &[P::DeleteUsers]);
    ana.get(&at(own.key, "revoke")).await.is_ok();
    ana.post(&at(own.key, "take-over"), &[])
        .await
        .is_forbidden();
    ana.post(&at(own.key, "revoke"), &[]).await.has_status(303);
    own.get("/api/me").await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn an_expired_key_is_not_taken_over() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(erik, &[P::ReadUsers]);
    let connection = &mut app.database.connection();
    connection
        .batch_execute("UPDATE api_keys SET expires_at = now()")
        .unwrap();
    for answer in [
        maja.get(&at(script.key, "take-over")).await,
        maja.post(&at(script.key, "take-over"), &[]).await,
    ] {
        answer.has_status(409).shows("Payroll has expired.");
    }
    assert_eq!(maker(&app, script.key), erik);
    maja.get(KEYS).await.shows("1 expired or revoked key");
}

#[actix_web::test]
async fn a_key_of_another_workspace_reads_like_none() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = elsewhere.script(&[P::ReadUsers]);
    let maja = workspace.maja().await;
    let before = app.all_rows();
    for what in ["revoke", "take-over"] {
        let asked = maja.get(&at(script.key, what)).await;
        let never = maja.get(&at(ApiKeyId::new(), what)).await;
        assert_eq!(asked.is_not_found().body, never.is_not_found().body);
        maja.post(&at(script.key, what), &[]).await.is_not_found();
        maja.get(&format!("{KEYS}/nonsense/{what}"))
            .await
            .is_not_found();
    }
    assert_eq!(app.all_rows(), before);
    maja.get(KEYS).await.hides("Payroll");
}
