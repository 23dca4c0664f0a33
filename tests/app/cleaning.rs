//! The cleaner: what has served goes, and nothing else.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::Batch;
use muster::db::schema::sessions;

use crate::support::TestApp;

fn sessions_left(app: &TestApp) -> i64 {
    sessions::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

fn execute(app: &TestApp, statements: &str) {
    let mut connection = app.database.connection();
    connection.batch_execute(statements).unwrap();
}

#[actix_web::test]
async fn a_session_goes_90_days_after_somebody_signed_out() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    ana.post("/logout", &[])
        .await
        .leads_to("/northwind/login?notice=signed-out");
    app.clock
        .advance(TimeDelta::days(90) - TimeDelta::minutes(1));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 1);
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 0);
}

#[actix_web::test]
async fn a_session_that_nobody_ended_goes_90_days_after_it_ended_by_itself() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.maja().await;
    // Unused for seven days, it is over long before its thirty days are.
    app.clock
        .advance(TimeDelta::days(97) - TimeDelta::minutes(1));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 1);
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 0);

    workspace.maja().await;
    // Used until its very end, which came after thirty.
    execute(&app, "UPDATE sessions SET last_seen_at = expires_at");
    app.clock
        .advance(TimeDelta::days(120) - TimeDelta::minutes(1));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 1);
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 0);
}

#[actix_web::test]
async fn an_old_session_that_is_still_in_use_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    app.clock.advance(TimeDelta::days(200));
    execute(
        &app,
        "UPDATE workspaces SET session_hours = 8760;
         UPDATE sessions SET expires_at = created_at + interval '1 year',
                             last_seen_at = created_at + interval '200 days'",
    );
    app.clean_now().await;
    maja.get("/profile").await.is_ok();
}

#[actix_web::test]
async fn it_works_in_batches_in_every_workspace_and_beside_another_cleaner() {
    let app = TestApp::start();
    for slug in ["northwind", "southwind"] {
        app.workspace(slug).await.maja().await;
    }
    execute(
        &app,
        "UPDATE sessions SET created_at = now() - interval '1 year', ended_at = now() - interval '91 days';
         INSERT INTO sessions (workspace_id, id, token_hash, user_id, created_at, last_seen_at, expires_at, ended_at, password_at)
         SELECT workspace_id, gen_random_uuid(), sha256(i::text::bytea), user_id,
                created_at, last_seen_at, expires_at, ended_at, password_at
         FROM sessions, generate_series(1, 1200) AS i",
    );
    assert_eq!(sessions_left(&app), 2_402);
    let once = muster::app::clean(app.db.clone()).await.unwrap();
    assert_eq!((once, sessions_left(&app)), (Batch::More, 1_402));
    let (one, other) = (app.clean_now(), app.clean_now());
    futures_util::future::join(one, other).await;
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 0);
}

#[actix_web::test]
async fn a_row_that_somebody_holds_is_not_waited_for() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.maja().await;
    app.clock.advance(TimeDelta::days(200));
    let mut holder = app.database.connection();
    holder
        .batch_execute("BEGIN; SELECT FROM sessions FOR UPDATE")
        .unwrap();
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 1);
    holder.batch_execute("COMMIT").unwrap();
    app.clean_now().await;
    assert_eq!(sessions_left(&app), 0);
}
