//! Proofs, sessions and refusals, against a real database.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{
    Actor, BuiltinRole, Client, Denied, Entrance, Granted, PermissionSet, Unproved, WorkspaceRef,
    rights,
};
use muster::db::schema::{audit_events, sessions, user_roles};
use muster::types::{Availability, SessionId, Zone};

use crate::support::{Person, TestApp, Workspace};

/// What an earlier request knew about somebody.
fn as_read_before(person: &Person<'_>, permissions: PermissionSet) -> Actor {
    let session: SessionId = sessions::table
        .filter(sessions::workspace_id.eq(person.workspace))
        .filter(sessions::token_hash.eq(person.session.hash()))
        .select(sessions::id)
        .first(&mut person.app.database.connection())
        .unwrap();
    Actor {
        workspace: WorkspaceRef {
            id: person.workspace,
            slug: person.slug.clone(),
            name: "Northwind Support".to_owned(),
            zone: Zone::UTC,
        },
        user: person.id,
        entrance: Entrance::Session(session),
        display_name: "Bob".to_owned(),
        email: "bob@northwind.example".to_owned(),
        must_change_password: false,
        password_is_fresh: true,
        permissions,
        availability: Availability::Available,
        client: Client::default(),
    }
}

fn actions_in_audit(app: &TestApp) -> Vec<String> {
    audit_events::table
        .order(audit_events::id)
        .select(audit_events::action)
        .load(&mut app.database.connection())
        .unwrap()
}

fn demote(workspace: &Workspace<'_>, person: &Person<'_>, connection: &mut PgConnection) {
    diesel::update(user_roles::table.filter(user_roles::user_id.eq(person.id)))
        .set(user_roles::role_id.eq(workspace.role(BuiltinRole::Agent)))
        .execute(connection)
        .unwrap();
}

#[actix_web::test]
async fn a_right_that_was_lost_meanwhile_cannot_be_proved() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let actor = as_read_before(&bob, BuiltinRole::Admin.permissions());
    let proving = actor.clone();
    app.db
        .tx(move |tx| tx.prove::<rights::WriteUsers>(&proving).map(|_| ()))
        .await
        .unwrap();
    demote(&workspace, &bob, &mut app.database.connection());
    let proved = app
        .db
        .tx(move |tx| tx.prove::<rights::WriteUsers>(&actor).map(|_| ()))
        .await;
    assert!(
        matches!(proved, Err(Unproved::Denied(Denied::Refused(_)))),
        "{proved:?}"
    );
}

#[actix_web::test]
async fn a_demotion_at_the_same_moment_waits_for_a_proof_or_is_seen_by_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for round in 0..20 {
        let bob = workspace
            .person(&format!("Bob{round} Marsh"), BuiltinRole::Admin)
            .await;
        let actor = as_read_before(&bob, BuiltinRole::Admin.permissions());
        let (id, agent, person) = (workspace.id, workspace.role(BuiltinRole::Agent), bob.id);
        let demoting = app.db.tx(move |tx| {
            tx.alone(Granted::<rights::WriteRoles>::operator("test", id))?;
            diesel::update(user_roles::table.filter(user_roles::user_id.eq(person)))
                .set(user_roles::role_id.eq(agent))
                .execute(tx.connection())?;
            tx.now()
        });
        let proving = app.db.tx(move |tx| {
            tx.prove::<rights::WriteUsers>(&actor)?;
            // What is done with the proof ends here, still under it.
            Ok::<_, Unproved>(tx.now()?)
        });
        let (demoted, proved) = tokio::join!(demoting, proving);
        let demoted: Result<_, muster::db::DbError> = demoted;
        match proved {
            Ok(proved_until) => assert!(proved_until < demoted.unwrap()),
            Err(Unproved::Denied(Denied::Refused(_))) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[actix_web::test]
async fn a_session_ends_with_sign_out_and_its_cookie_opens_nothing_afterwards() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get("/profile").await.is_ok().shows("Maja Öberg");
    let gone = maja.post("/logout", &[]).await;
    gone.leads_to("/northwind/login?notice=signed-out");
    assert!(gone.header("set-cookie").contains("Max-Age=0"), "{gone:?}");
    maja.get("/profile").await.asks_to_sign_in();
    assert_eq!(
        actions_in_audit(&app),
        [
            "workspace.created",
            "user.created",
            "session.started",
            "session.ended"
        ]
    );
}

#[actix_web::test]
async fn signing_out_twice_at_once_is_no_mistake() {
    let app = TestApp::start();
    let maja = app.workspace("northwind").await.maja().await;
    let (one, two) = tokio::join!(maja.post("/logout", &[]), maja.post("/logout", &[]));
    for answer in [one, two] {
        answer.has_status(303);
    }
}

#[actix_web::test]
async fn a_session_ends_when_it_is_idle_or_old_by_the_databases_clock() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for _ in 0..4 {
        app.clock.advance(TimeDelta::days(6));
        maja.get("/profile").await.is_ok();
    }
    app.clock
        .advance(TimeDelta::days(7) + TimeDelta::minutes(1));
    maja.get("/profile").await.asks_to_sign_in();

    let again = workspace.maja().await;
    for _ in 0..4 {
        app.clock.advance(TimeDelta::days(6));
        again.get("/profile").await.is_ok();
    }
    app.clock
        .advance(TimeDelta::days(6) + TimeDelta::minutes(1));
    again.get("/profile").await.asks_to_sign_in();
}

#[actix_web::test]
async fn who_is_no_longer_active_has_no_power_and_gets_no_session() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    bob.get("/settings/users").await.is_ok();
    workspace.set_status(bob.id, "inactive");
    bob.get("/settings/users").await.asks_to_sign_in();
    let (id, user) = (workspace.id, bob.id);
    let starting = app
        .db
        .tx(move |tx| muster::sessions::start(tx, id, user, &Client::default()));
    let started: Result<_, muster::db::DbError> = starting.await;
    assert!(started.unwrap().is_none());
}

#[actix_web::test]
async fn who_is_sent_to_sign_in_comes_back_to_the_page_unless_its_address_is_absurd() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    app.get("/northwind/settings/users?q=ana")
        .await
        .leads_to("/northwind/login?next=%2Fnorthwind%2Fsettings%2Fusers%3Fq%3Dana");
    let absurd = format!("/northwind/settings/users?q={}", "a".repeat(60_000));
    app.get(&absurd).await.leads_to("/northwind/login");
}

#[actix_web::test]
async fn a_change_of_roles_is_in_force_on_the_next_request() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    bob.get("/settings/users").await.is_ok();
    demote(&workspace, &bob, &mut app.database.connection());
    bob.get("/settings/users")
        .await
        .is_forbidden()
        .shows("Your role doesn't include this");
}

#[actix_web::test]
async fn a_refused_attempt_is_in_the_audit_log() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let agent = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    agent.get("/settings/users").await.is_forbidden();
    let (action, actor): (String, Option<uuid::Uuid>) = audit_events::table
        .order(audit_events::id.desc())
        .select((audit_events::action, audit_events::actor_id))
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(
        (action.as_str(), actor),
        ("access.refused", Some(agent.id.as_uuid()))
    );
}

#[actix_web::test]
async fn an_attempt_that_is_repeated_within_a_minute_is_written_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let refusals = || {
        let actions = actions_in_audit(&app);
        actions
            .iter()
            .filter(|action| *action == "access.refused")
            .count()
    };
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    for _ in 0..10 {
        ana.get("/settings/users").await.is_forbidden();
    }
    assert_eq!(refusals(), 1);
    let bob = workspace.person("Bob Marsh", BuiltinRole::Agent).await;
    bob.get("/settings/users").await.is_forbidden();
    assert_eq!(refusals(), 2);
    let actor = as_read_before(&ana, BuiltinRole::Agent.permissions());
    let proved = app
        .db
        .tx(move |tx| tx.prove::<rights::WriteRoles>(&actor).map(|_| ()))
        .await;
    let Err(Unproved::Denied(Denied::Refused(another))) = proved else {
        panic!("{proved:?}");
    };
    muster::audit::record_refusal(&app.db, &another)
        .await
        .unwrap();
    assert_eq!(refusals(), 3);
    app.clock.advance(TimeDelta::seconds(61));
    ana.get("/settings/users").await.is_forbidden();
    assert_eq!(refusals(), 4);
}
