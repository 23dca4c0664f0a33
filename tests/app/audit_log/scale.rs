//! How the log is read when there is much of it.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use muster::access::BuiltinRole;
use muster::types::{UserId, WorkspaceId};
use serde_json::Value;

use super::{LOG, shown, way};
use crate::support::{Cluster, Person, Setup, TestApp};

/// As many entries as a busy year leaves behind.
pub(super) struct Bulk {
    pub count: i64,
    /// Who does one of so many, and is done something to in one of so many.
    pub person: UserId,
    pub every: i64,
}

/// One a second, of four kinds, the other ones by 500 people.
pub(super) fn fill(app: &TestApp, workspace: WorkspaceId, bulk: &Bulk) {
    let connection = &mut app.database.connection();
    connection
        .batch_execute("SET session_replication_role = replica")
        .unwrap();
    diesel::sql_query(
        "WITH event AS (
             INSERT INTO audit_events
             SELECT $1, gen_random_uuid(), now() - n * interval '1 second', 'person',
                 CASE WHEN n % $4 = 0 THEN $3 ELSE md5((n % 500)::text)::uuid END,
                 (ARRAY['session.started', 'session.ended', 'user.renamed', 'user.role_given'])[1 + n % 4],
                 'user', CASE WHEN n / 7 % $4 = 0 THEN $3 ELSE md5((n % 501)::text)::uuid END, ''
             FROM generate_series(1, $2) AS n
             RETURNING workspace_id, id
         )
         INSERT INTO audit_details
         SELECT workspace_id, id, '', '{\"target_name\": \"Bob Marsh\", \"role\": \"Agent\",
             \"author\": {\"name\": \"Ana Lima\", \"ip\": \"198.51.100.7\"}}' FROM event",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<BigInt, _>(bulk.count)
    .bind::<SqlUuid, _>(bulk.person)
    .bind::<BigInt, _>(bulk.every)
    .execute(connection)
    .unwrap();
    connection
        .batch_execute("ANALYZE audit_events; ANALYZE audit_details")
        .unwrap();
}

const FILTERS: [&str; 6] = [
    "",
    "person=ana",
    "action=user.renamed",
    "person=ana&action=user.renamed",
    "from=2020-01-01&to=2100-01-01",
    "person=ana&action=user.role_given&from=2020-01-01&to=2100-01-01",
];

/// Colleagues whose names begin otherwise.
fn crowd(app: &TestApp, workspace: WorkspaceId) {
    let connection = &mut app.database.connection();
    diesel::sql_query(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             top_role_rank, created_at)
         SELECT $1, gen_random_uuid(), 'p' || n, 'p' || n, md5(n::text), md5(n::text), 'inactive', 5, now()
         FROM generate_series(1, 20000) AS n",
    )
    .bind::<SqlUuid, _>(workspace)
    .execute(connection)
    .unwrap();
    connection.batch_execute("ANALYZE users").unwrap();
}

/// The first page of each filter, the one after it, and the way back.
async fn turn_pages(reader: &Person<'_>) -> Vec<(String, Duration)> {
    let mut taken = Vec::new();
    for filter in FILTERS {
        let mut address = format!("{LOG}?{filter}");
        for rel in ["next", "next", "prev"] {
            let started = Instant::now();
            let page = reader.get(&address).await;
            taken.push((address.clone(), started.elapsed()));
            assert_eq!(shown(page.is_ok()).len(), 50, "{filter}");
            address = way(&page, rel).unwrap();
        }
    }
    taken
}

/// What PostgreSQL did, by its own account, for every query with these words.
fn plans(log: &str, sign: &str) -> Vec<Value> {
    let told = log.split("plan:\n").skip(1);
    let plans = told.map(|rest| {
        let lines = rest.lines().take_while(|line| line.starts_with('\t'));
        lines.collect::<Vec<_>>().join("\n")
    });
    plans
        .map(|plan| serde_json::from_str::<Value>(&plan).unwrap())
        .filter(|plan| {
            let text = plan["Query Text"].as_str().unwrap();
            text.contains(sign)
        })
        .collect()
}

/// Each part of a plan, with all below it.
fn nodes(plan: &Value) -> Vec<&Value> {
    let mut found = vec![plan];
    for below in plan["Plans"].as_array().into_iter().flatten() {
        found.extend(nodes(below));
    }
    found
}

fn rows(node: &Value) -> f64 {
    let each = node["Actual Rows"].as_f64().unwrap();
    let dropped = node["Rows Removed by Filter"].as_f64().unwrap_or(0.0);
    (each + dropped) * node["Actual Loops"].as_f64().unwrap()
}

#[actix_web::test]
async fn a_page_reads_what_it_shows_however_much_there_is() {
    let cluster = Cluster::durable();
    let app = TestApp::start_with(Setup {
        database: cluster.database(),
        ..Setup::default()
    });
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = northwind.maja().await;
    let bulk = Bulk {
        count: 50_000,
        person: ana,
        every: 21,
    };
    fill(&app, northwind.id, &bulk);
    crowd(&app, northwind.id);
    let mut admin = app.database.connection();
    let name: String =
        diesel::dsl::sql::<diesel::sql_types::Text>("SELECT current_database()::text")
            .get_result(&mut admin)
            .unwrap();
    // A pooled connection that is there already wouldn't know.
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_analyze = on",
        "auto_explain.log_format = json",
    ] {
        let altered = format!("ALTER DATABASE {name} SET {setting}");
        admin.batch_execute(&altered).unwrap();
    }
    admin
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    turn_pages(&maja).await;

    let log = cluster.log();
    for plan in plans(&log, "lower(full_name)") {
        let is_walk = |node: &&Value| node["Node Type"] == "Seq Scan";
        let walks = nodes(&plan["Plan"]).into_iter().filter(is_walk).count();
        assert_eq!(walks, 0, "{plan:#}");
    }
    let plans = plans(&log, "ORDER BY event.at");
    assert_eq!(plans.len(), FILTERS.len() * 3, "one query a page");
    for plan in &plans {
        for node in nodes(&plan["Plan"]) {
            let kind = node["Node Type"].as_str().unwrap();
            assert_ne!(kind, "Seq Scan", "{plan:#}");
            assert!(
                !kind.contains("Bitmap"),
                "it reads all that fit first: {plan:#}"
            );
            // A person's rare deeds are looked for among all of theirs.
            assert!(
                rows(node) <= 500.0,
                "{} rows in {kind}: {plan:#}",
                rows(node)
            );
        }
    }
}

#[actix_web::test]
async fn a_page_of_a_hundred_thousand_entries_is_there_at_once() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = northwind.maja().await;
    let bulk = Bulk {
        count: 100_000,
        person: ana,
        every: 21,
    };
    fill(&app, northwind.id, &bulk);
    turn_pages(&maja).await;
    let taken = turn_pages(&maja).await;
    for (address, time) in &taken {
        eprintln!("{time:>10.1?} {address}");
    }
    let started = Instant::now();
    let file = maja.get(&format!("{LOG}/export")).await;
    let (lines, size) = (file.body.lines().count(), file.body.len() / 1_000);
    eprintln!(
        "{:>10.1?} export of {lines} lines, {size} kB",
        started.elapsed()
    );
    assert!(lines > 100_000);
    let slowest = taken.iter().map(|(_, time)| *time).max().unwrap();
    // Some ten times what it takes where nothing else runs.
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
