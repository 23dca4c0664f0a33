use std::time::{Duration, Instant};

use actix_web::rt::spawn;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use futures_util::future::join_all;
use muster::audit::{self, Action, Entry};
use muster::db::schema::{audit_events, audit_seals};
use muster::types::AuditEventId;

use super::{Log, author};
use crate::support::{Finished, Program, muster_on, serve};

#[actix_web::test]
async fn what_is_written_waits_and_is_then_sealed_in_order() {
    let log = Log::of_a_new_workspace().await;
    assert_eq!((log.seals(), log.waiting()), (0, 2));
    log.app.seal_now().await;
    log.record(vec![
        Entry::new(Action::UserRenamed),
        Entry::new(Action::SessionStarted),
    ])
    .await;
    log.app.seal_now().await;
    assert_eq!((log.seals(), log.waiting()), (4, 0));
    let by_time: Vec<AuditEventId> = audit_events::table
        .order((audit_events::at, audit_events::id))
        .select(audit_events::id)
        .load(&mut log.app.database.connection())
        .unwrap();
    let by_place: Vec<AuditEventId> = audit_seals::table
        .order(audit_seals::seq)
        .select(audit_seals::event_id)
        .load(&mut log.app.database.connection())
        .unwrap();
    assert_eq!(by_time, by_place);
    assert_eq!(log.verify().await.unwrap().sealed, 4);
}

#[actix_web::test]
async fn many_writers_and_two_sealers_make_one_chain() {
    let log = Log::of_a_new_workspace().await;
    let writers = (0..5).map(|_| {
        let (db, workspace) = (log.app.db.clone(), log.workspace);
        spawn(async move {
            for _ in 0..40 {
                db.tx(move |tx| {
                    let entry = Entry::new(Action::UserRenamed);
                    audit::record(tx, &author(workspace), entry)
                })
                .await
                .unwrap();
            }
        })
    });
    let sealers = (0..2).map(|_| {
        let db = log.app.db.clone();
        spawn(async move {
            for _ in 0..100 {
                audit::seal_waiting(db.clone()).await.unwrap();
            }
        })
    });
    let everybody: Vec<_> = writers.chain(sealers.collect::<Vec<_>>()).collect();
    for one in join_all(everybody).await {
        one.unwrap();
    }
    log.app.seal_now().await;
    let report = log.verify().await.unwrap();
    assert_eq!((report.sealed, report.unsealed), (202, 0));
}

#[actix_web::test]
async fn ten_thousand_entries_are_sealed_in_a_moment() {
    let log = Log::of_a_new_workspace().await;
    let entries = (0..10_000)
        .map(|_| Entry::new(Action::UserRenamed))
        .collect();
    log.record(entries).await;
    let started = Instant::now();
    log.app.seal_now().await;
    let took = started.elapsed();
    println!("10,000 entries sealed in {took:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(log.verify().await.unwrap().sealed, 10_002);
}

#[actix_web::test]
async fn a_sealer_that_is_killed_in_the_middle_leaves_everything_to_the_next() {
    let log = Log::of_a_new_workspace().await;
    let mut brake = log.app.database.connection();
    brake
        .batch_execute("BEGIN; LOCK TABLE audit_unsealed IN SHARE MODE")
        .unwrap();
    let db = log.app.db.clone();
    let sealing = spawn(async move { audit::seal_waiting(db).await });
    // It has written its seals by the time it wants to empty the queue.
    let killed = "SELECT coalesce(bool_or(pg_terminate_backend(pid)), false) FROM pg_locks
                  WHERE relation = 'audit_unsealed'::regclass AND NOT granted";
    let mut killer = log.app.database.connection();
    while !diesel::dsl::sql::<Bool>(killed)
        .get_result::<bool>(&mut killer)
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(sealing.await.unwrap().is_err());
    brake.batch_execute("COMMIT").unwrap();
    assert_eq!((log.seals(), log.waiting()), (0, 2));
    log.app.seal_now().await;
    assert_eq!(log.verify().await.unwrap().sealed, 2);
}

#[actix_web::test]
async fn a_workspace_that_another_server_is_sealing_is_left_to_it() {
    let log = Log::of_a_new_workspace().await;
    let (_, random) = log.workspace.as_uuid().as_u64_pair();
    let mut other = log.app.database.connection();
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<BigInt, _>(random.cast_signed())
        .execute(&mut other)
        .unwrap();
    let southwind = log.app.workspace("southwind").await.id;
    log.app.seal_now().await;
    assert_eq!(log.seals(), 0);
    let report = audit::verify(&log.app.db, southwind, None).await.unwrap();
    assert_eq!((report.sealed, report.unsealed), (2, 0));
    // Who only closes the connection is waited for by nobody.
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<BigInt, _>(random.cast_signed())
        .execute(&mut other)
        .unwrap();
    log.app.seal_now().await;
    assert_eq!(log.seals(), 2);
}

#[actix_web::test]
async fn what_has_waited_too_long_is_worth_a_word() {
    let log = Log::of_a_new_workspace().await;
    let report = log.verify().await.unwrap();
    assert_eq!((report.sealed, report.unsealed), (0, 2));
    assert!(!report.to_string().contains("waited"), "{report}");
    log.app.clock.advance(TimeDelta::minutes(2));
    let report = log.verify().await.unwrap();
    assert!(report.to_string().contains("has waited since"), "{report}");
}

#[actix_web::test]
async fn the_serving_role_can_add_to_the_log_and_not_rewrite_it() {
    let log = Log::sealed().await;
    for statement in [
        "UPDATE audit_events SET action = 'nothing.happened'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events CASCADE",
        "UPDATE audit_seals SET hash = ''",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "SELECT FROM audit_seals FOR UPDATE",
        "UPDATE audit_details SET event_id = workspace_id",
        "DELETE FROM audit_details",
        "TRUNCATE audit_details",
        "UPDATE audit_unsealed SET at = now()",
        "TRUNCATE audit_unsealed",
        "DROP TABLE audit_seals",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    ] {
        let trying = log.app.db.tx(move |tx| {
            let done = diesel::sql_query(statement).execute(tx.connection());
            done.map_err(muster::db::DbError::from)
        });
        let refused = trying.await.unwrap_err().to_string();
        assert!(
            refused.contains("permission denied") || refused.contains("must be owner"),
            "{statement}: {refused}"
        );
    }
}

#[actix_web::test]
async fn a_server_seals_and_cleans_by_itself() {
    let log = Log::of_a_new_workspace().await;
    let database = &log.app.database;
    let maja = log.app.workspace("southwind").await;
    maja.maja().await;
    log.intrude("UPDATE sessions SET created_at = now() - interval '200 days', ended_at = now() - interval '91 days'");
    let _server = Program::start(&mut serve(database));
    let end = Instant::now() + Duration::from_secs(20);
    let left = "SELECT (SELECT count(*) FROM audit_unsealed) + (SELECT count(*) FROM sessions)";
    let mut connection = database.connection();
    while diesel::dsl::sql::<BigInt>(left)
        .get_result::<i64>(&mut connection)
        .unwrap()
        > 0
    {
        assert!(Instant::now() < end, "something is left");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(log.verify().await.unwrap().unsealed, 0);
}

#[actix_web::test]
async fn doctor_says_when_the_serving_role_could_rewrite_any_of_it() {
    for (right, table) in [
        ("UPDATE", "audit_events"),
        ("DELETE", "audit_events"),
        ("UPDATE (hash)", "audit_seals"),
        ("TRUNCATE", "audit_seals"),
    ] {
        let log = Log::of_a_new_workspace().await;
        let doctor = || Finished::of(&mut muster_on(&log.app.database, &["doctor"])).stdout;
        assert!(doctor().contains("ok      audit log: "));
        let role: String = diesel::dsl::sql::<Text>("SELECT 'muster_app'::regrole::text")
            .get_result(&mut log.app.database.connection())
            .unwrap();
        log.intrude(&format!("GRANT {right} ON {table} TO {role}"));
        let said = doctor();
        let line = said
            .lines()
            .find(|line| line.contains("audit log"))
            .unwrap();
        assert!(
            line.starts_with("failed  audit log: "),
            "{right} on {table}: {line}"
        );
        assert!(line.contains("MUSTER_DATABASE_DIRECT_URL"), "{line}");
    }
}
