//! What becomes of keys when their maker leaves, comes back, and is deleted.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole::{Admin, Agent, Supervisor};
use muster::access::Permission as P;
use muster::db::schema::{api_keys, idempotency_keys};
use muster::types::UserId;

use super::{KEYS, at, count, entries, maker};
use crate::support::{PASSWORD, Script, TestApp};

fn of(user: UserId, what: &str) -> String {
    format!("/settings/users/{user}/{what}")
}

async fn works(script: &Script<'_>) -> bool {
    script.get("/api/me").await.status == 200
}

#[actix_web::test]
async fn keys_stop_with_their_maker_until_somebody_takes_them_over() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let (one, other) = (
        workspace.script_of(sofia, &[P::ReadUsers]),
        workspace.script_named("Wallboard", sofia),
    );
    let revoked = workspace.script_named("Old", sofia);
    maja.post(&at(revoked.key, "revoke"), &[])
        .await
        .has_status(303);
    maja.get(&of(sofia, "deactivate"))
        .await
        .shows("2 API keys of Sofia")
        .shows("<option value=\"stop\">Stop them")
        .shows("<option value=\"take\">Take them over")
        .hides("Old");
    maja.post(&of(sofia, "deactivate"), &[])
        .await
        .has_status(303);
    assert!(!works(&one).await && !works(&other).await);
    let stopped = entries(&app, "api_key.stopped");
    assert_eq!(stopped.len(), 2);
    assert!(stopped.iter().all(|entry| entry["from"] == "Sofia Duarte"));
    // They don't start by themselves.
    maja.post(&of(sofia, "reactivate"), &[])
        .await
        .has_status(303);
    assert!(!works(&one).await);
    maja.get(KEYS).await.shows("Its maker left");
    maja.post(&at(one.key, "take-over"), &[])
        .await
        .has_status(303);
    assert!(works(&one).await);
    assert_eq!(maker(&app, one.key), maja.id);
    // Whose they are may start them again too.
    let sofia = workspace.sign_in(sofia).await;
    sofia
        .get(&at(other.key, "take-over"))
        .await
        .is_ok()
        .shows("It works again, in your right as before");
    sofia
        .post(&at(other.key, "take-over"), &[])
        .await
        .has_status(303);
    assert!(works(&other).await);
}

#[actix_web::test]
async fn keys_within_reach_are_taken_over_on_the_way_and_the_others_stop() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let role = workspace.custom_role(&[P::ReadUsers, P::WriteUsers, P::WriteApiKeys]);
    let ada = workspace.person_with_role("Ada Berg", role).await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    workspace.add_role(sofia, role);
    // Made when she held more.
    let above = workspace.script_of(sofia, &[P::DeleteUsers]);
    let within = workspace.script_named("Wallboard", sofia);
    let ada_below = workspace.custom_role(&[
        P::ReadConversations,
        P::WriteConversations,
        P::ReadContacts,
        P::ReadTemplates,
        P::ReadTeams,
    ]);
    workspace.add_role(ada.id, ada_below);
    ada.get(&of(sofia, "deactivate"))
        .await
        .is_ok()
        .shows("Payroll holds more than you do, and stops either way.");
    app.clock.advance(TimeDelta::minutes(11));
    let take = [("keys", "take")];
    ada.post(&of(sofia, "deactivate"), &take)
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("<option value=\"take\" selected>");
    assert!(works(&within).await && works(&above).await);
    let take = [("keys", "take"), ("current_password", PASSWORD)];
    ada.post(&of(sofia, "deactivate"), &take)
        .await
        .has_status(303);
    assert!(works(&within).await && !works(&above).await);
    assert_eq!(
        (maker(&app, within.key), maker(&app, above.key)),
        (ada.id, sofia)
    );
    assert_eq!(
        entries(&app, "api_key.taken_over")[0]["target_name"],
        "Wallboard"
    );
    assert_eq!(
        entries(&app, "api_key.stopped")[0]["target_name"],
        "Payroll"
    );
}

#[actix_web::test]
async fn who_may_not_have_keys_lets_them_stop() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ada = workspace.person("Ada Berg", Supervisor).await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    let script = workspace.script_of(sofia, &[P::ReadTeams]);
    ada.get(&of(sofia, "deactivate"))
        .await
        .shows("1 API key of Sofia")
        .shows("It stops until somebody takes it over.")
        .hides("name=\"keys\"");
    let before = app.all_rows();
    for (wish, words) in [
        ("take", "You may not take keys over. Let them stop."),
        ("burn", "Choose what becomes of the API keys."),
    ] {
        ada.post(&of(sofia, "deactivate"), &[("keys", wish)])
            .await
            .is_a_mistake()
            .shows(words);
    }
    assert_eq!(app.all_rows(), before);
    ada.post(&of(sofia, "deactivate"), &[("keys", "stop")])
        .await
        .has_status(303);
    assert!(!works(&script).await);
}

#[actix_web::test]
async fn keys_of_many_who_leave_at_once_stop() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut scripts = Vec::new();
    let mut form = vec![("action".to_owned(), "deactivate".to_owned())];
    for name in ["Sofia Duarte", "Erik Windahl"] {
        let user = workspace.member(name, Admin).await;
        scripts.push(workspace.script_of(user, &[P::ReadUsers]));
        form.push(("id".to_owned(), user.to_string()));
    }
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    maja.post("/settings/users/bulk", &form).await;
    for script in &scripts {
        assert!(!works(script).await);
    }
    assert_eq!(entries(&app, "api_key.stopped").len(), 2);
}

#[actix_web::test]
async fn who_is_deleted_leaves_no_key_and_no_name() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", Admin).await;
    let (taken, left) = (
        workspace.script_of(sofia.id, &[P::ReadUsers]),
        workspace.script_named("Wallboard", sofia.id),
    );
    let revoked = workspace.script_named("Old", sofia.id);
    sofia
        .post(&at(revoked.key, "revoke"), &[])
        .await
        .has_status(303);
    maja.post(&at(taken.key, "take-over"), &[])
        .await
        .has_status(303);
    diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::workspace_id.eq(workspace.id),
            idempotency_keys::api_key_id.eq(left.key),
            idempotency_keys::key.eq("once"),
            idempotency_keys::request.eq(vec![1_u8]),
            idempotency_keys::status.eq(201_i16),
            idempotency_keys::content_type.eq("application/json"),
            idempotency_keys::body.eq("{}"),
            idempotency_keys::created_at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.connection())
        .unwrap();
    maja.post(&of(sofia.id, "deactivate"), &[])
        .await
        .has_status(303);
    assert_eq!(entries(&app, "api_key.stopped").len(), 1);
    let confirmed = [("confirm_email", "sofia@northwind.example")];
    maja.post(&of(sofia.id, "delete"), &confirmed)
        .await
        .has_status(303);
    app.erase_now().await;
    assert_eq!(count(&app), 1);
    assert!(works(&taken).await && !works(&left).await);
    let rows = app.all_rows().join("\n");
    assert!(
        !rows.contains("Sofia") && !rows.contains("sofia@"),
        "{rows}"
    );
    for page in [KEYS, "/settings/audit"] {
        maja.get(page).await.is_ok().hides("Sofia");
    }
}

#[actix_web::test]
async fn what_is_over_is_removed_after_90_days_and_what_has_stopped_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let now = app.clock.now();
    let connection = &mut app.database.connection();
    let mut ends = |workspace: &crate::support::Workspace<'_>, expires, stopped, revoked| {
        let script = workspace.script(&[P::ReadUsers]);
        diesel::update(api_keys::table.find((workspace.id, script.key)))
            .set((
                api_keys::expires_at.eq(expires),
                api_keys::stopped_at.eq(stopped),
                api_keys::revoked_at.eq(revoked),
            ))
            .execute(connection)
            .unwrap();
        script.key
    };
    let working = ends(&workspace, None, None, None);
    let stopped = ends(&workspace, None, Some(now), None);
    ends(&workspace, Some(now), Some(now), None);
    ends(&workspace, None, None, Some(now));
    ends(
        &elsewhere,
        Some(now + TimeDelta::days(300)),
        None,
        Some(now),
    );
    app.clock
        .advance(TimeDelta::days(90) - TimeDelta::minutes(1));
    app.clean_now().await;
    assert_eq!(count(&app), 5);
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    let mut left: Vec<muster::types::ApiKeyId> = api_keys::table
        .select(api_keys::id)
        .load(&mut app.database.connection())
        .unwrap();
    left.sort();
    let mut kept = [working, stopped];
    kept.sort();
    assert_eq!(left, kept);
}

#[actix_web::test]
async fn a_key_that_is_made_as_its_maker_leaves_does_not_outlive_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let form = [("name", "Payroll"), ("permission", "users:read")];
    for round in 0..8 {
        let name = format!("P{round} Thomas");
        let maker = workspace.person(&name, Admin).await;
        let deactivate = of(maker.id, "deactivate");
        let (making, leaving) =
            futures_util::future::join(maker.post(KEYS, &form), maja.post(&deactivate, &[])).await;
        leaving.has_status(303);
        maja.post(&of(maker.id, "reactivate"), &[])
            .await
            .has_status(303);
        if making.status == 200 {
            let text = super::shown(&making);
            let me = app.client.get(app.url("/api/me")).bearer_auth(text);
            crate::support::Answer::to(me)
                .await
                .is_problem(401, "unauthenticated");
        }
    }
    let working = api_keys::table.filter(api_keys::stopped_at.is_null());
    let working: i64 = working
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(working, 0);
}
