//! Transactions, deadlines and migrations on a real PostgreSQL.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use muster::access::{Granted, rights};
use muster::config::Pooler;
use muster::db::schema::workspaces;
use muster::db::{DbError, within_request};

use crate::support::{Setup, TestApp};

fn sleep(connection: &mut PgConnection, seconds: f64) -> Result<(), DbError> {
    diesel::sql_query(format!("SELECT pg_sleep({seconds})")).execute(connection)?;
    Ok(())
}

fn name_in_database(app: &TestApp) -> String {
    workspaces::table
        .select(workspaces::name)
        .first(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn what_fails_in_a_transaction_never_happened() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let id = workspace.id;
    let failed: Result<(), DbError> = app
        .db
        .tx(move |tx| {
            diesel::update(workspaces::table.find(id))
                .set(workspaces::name.eq("Renamed"))
                .execute(tx.connection())?;
            Err(DbError::Unreadable("on purpose".to_owned()))
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(name_in_database(&app), "Northwind Support");
}

#[actix_web::test]
async fn a_workspace_always_keeps_an_owner() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let taken = diesel::update(workspaces::table.find(workspace.id))
        .set(workspaces::active_owners.eq(0))
        .execute(&mut app.database.connection());
    assert!(
        taken
            .unwrap_err()
            .to_string()
            .contains("workspaces_keep_an_owner")
    );
}

#[actix_web::test]
async fn the_calls_of_one_request_share_one_deadline() {
    let app = TestApp::start();
    let started = Instant::now();
    let db = app.db.clone();
    let outcome: Result<(), DbError> = within_request(async move {
        for _ in 0..10 {
            db.read(|read| sleep(read.connection(), 0.8)).await?;
        }
        Ok(())
    })
    .await;
    assert!(matches!(outcome, Err(DbError::TooSlow)), "{outcome:?}");
    assert!(
        started.elapsed() < Duration::from_millis(2900),
        "{:?}",
        started.elapsed()
    );
}

#[actix_web::test]
async fn only_time_in_the_database_counts_against_the_deadline() {
    let app = TestApp::start();
    let db = app.db.clone();
    let outcome: Result<(), DbError> = within_request(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        db.read(|read| sleep(read.connection(), 0.1)).await
    })
    .await;
    outcome.unwrap();
}

#[actix_web::test]
async fn a_transaction_takes_the_workspace_once_and_never_more_strongly() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let id = workspace.id;
    let twice: Result<(), DbError> = app
        .db
        .tx(move |tx| {
            tx.alone(Granted::<rights::WriteRoles>::operator("test", id))?;
            tx.alone(Granted::<rights::WriteUsers>::operator("test", id))?;
            let elsewhere = muster::types::WorkspaceId::new();
            tx.alone(Granted::<rights::WriteUsers>::operator("test", elsewhere))?;
            Ok(())
        })
        .await;
    assert!(matches!(twice, Err(DbError::Misuse(_))), "{twice:?}");
}

#[actix_web::test]
async fn a_slow_statement_and_a_lock_that_somebody_holds_end_before_the_deadline() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let started = Instant::now();
    let slow: Result<(), DbError> = app.db.read(|read| sleep(read.connection(), 5.0)).await;
    assert!(matches!(slow, Err(DbError::TooSlow)), "{slow:?}");
    assert!(
        started.elapsed() < Duration::from_millis(2400),
        "{:?}",
        started.elapsed()
    );

    let mut holder = app.database.connection();
    diesel::sql_query("BEGIN").execute(&mut holder).unwrap();
    diesel::sql_query("SELECT FROM workspaces FOR UPDATE")
        .execute(&mut holder)
        .unwrap();
    let id = workspace.id;
    let blocked: Result<(), DbError> = app
        .db
        .tx(move |tx| {
            tx.alone(Granted::<rights::WriteRoles>::operator("test", id))?;
            Ok(())
        })
        .await;
    assert!(matches!(blocked, Err(DbError::Busy(_))), "{blocked:?}");
}

#[actix_web::test]
async fn work_that_outlasts_its_caller_is_rolled_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let id = workspace.id;
    let late: Result<(), DbError> = app
        .db
        .tx(move |tx| {
            diesel::update(workspaces::table.find(id))
                .set(workspaces::name.eq("Too late"))
                .execute(tx.connection())?;
            std::thread::sleep(Duration::from_millis(2700));
            Ok(())
        })
        .await;
    assert!(matches!(late, Err(DbError::TooSlow)), "{late:?}");
    // The caller was told that it didn't work, and it must not have.
    actix_web::rt::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(name_in_database(&app), "Northwind Support");
}

#[actix_web::test]
async fn a_job_may_take_longer_than_a_request() {
    let app = TestApp::start();
    let patient = app.db.for_job(Duration::from_secs(10));
    let done: Result<(), DbError> = patient.read(|read| sleep(read.connection(), 2.6)).await;
    done.unwrap();
}

#[actix_web::test]
async fn behind_a_transaction_pooler_nothing_stays_in_a_session_and_limits_hold_all_the_same() {
    let pooler = Pooler::Transaction;
    let app = TestApp::start_with(Setup {
        pooler,
        pool_size: 1,
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    workspace.maja().await.get("/settings/users").await.is_ok();
    let left: Result<(i64, String), DbError> = app
        .db
        .read(|read| {
            let prepared = diesel::dsl::sql::<diesel::sql_types::BigInt>(
                "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''",
            )
            .get_result(read.connection())?;
            let outside = diesel::dsl::sql::<Text>(
                "SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'",
            )
            .get_result(read.connection())?;
            Ok((prepared, outside))
        })
        .await;
    assert_eq!(left.unwrap(), (0, "0".to_owned()));
    let slow: Result<(), DbError> = app.db.read(|read| sleep(read.connection(), 5.0)).await;
    assert!(matches!(slow, Err(DbError::TooSlow)), "{slow:?}");
}

#[actix_web::test]
async fn the_databases_clock_moves_with_the_tests() {
    let app = TestApp::start();
    let now = async || -> DateTime<Utc> {
        let now: Result<_, DbError> = app
            .db
            .read(|read| {
                let now = read.now()?;
                Ok(now)
            })
            .await;
        now.unwrap()
    };
    let before = now().await;
    app.clock.advance(TimeDelta::days(3));
    let passed = now().await - before - TimeDelta::days(3);
    assert!(
        passed >= TimeDelta::zero() && passed < TimeDelta::minutes(1),
        "{passed}"
    );
}
