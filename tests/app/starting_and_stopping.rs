//! Drills: servers that start together, wait for their database, are told to stop or are killed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use actix_web::rt::task::spawn_blocking;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use muster::db::local::{Durability, LocalPostgres};

use crate::support::{
    Cluster, Finished, Program, TestDatabase, muster, scratch_folder, send_signal, serve, status,
};

#[actix_web::test]
async fn eight_servers_start_on_an_empty_database_and_one_is_killed_in_the_migration() {
    let database = Cluster::shared().empty_database();
    // Whoever migrates stops here, in the middle of its transaction, until the test lets go.
    let mut brake = database.connection();
    brake
        .batch_execute(
            "CREATE TABLE __diesel_schema_migrations (
                 version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now());
             ALTER TABLE __diesel_schema_migrations OWNER TO muster_owner",
        )
        .unwrap();
    brake
        .batch_execute("BEGIN; LOCK TABLE __diesel_schema_migrations IN SHARE MODE")
        .unwrap();
    let mut servers: Vec<Program> = (0..8)
        .map(|_| Program::start(&mut serve(&database)))
        .collect();
    let migrating = waiting_on_the_brake(&database).await;
    let victim = servers
        .iter()
        .position(|server| server.pid() == migrating)
        .unwrap();
    send_signal(servers[victim].pid(), "KILL");
    servers.remove(victim);
    brake.batch_execute("COMMIT").unwrap();

    for server in &servers {
        let address = server.address();
        assert_eq!(status(address, "/health/ready").await, Some(200));
        assert_eq!(status(address, "/setup").await, Some(200));
    }
    let ran: i64 = diesel::dsl::sql::<BigInt>("SELECT count(*) FROM __diesel_schema_migrations")
        .get_result(&mut database.connection())
        .unwrap();
    let known = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    assert_eq!(ran, i64::try_from(known.count()).unwrap());
}

/// The process whose migration has run but for being written down.
async fn waiting_on_the_brake(database: &TestDatabase) -> u32 {
    for _ in 0..300 {
        let names: Vec<String> = diesel::dsl::sql::<Text>(
            "SELECT application_name FROM pg_stat_activity
             JOIN pg_locks USING (pid)
             WHERE pg_stat_activity.datname = current_database() AND NOT granted
                 AND relation = '__diesel_schema_migrations'::regclass",
        )
        .load(&mut database.connection())
        .unwrap();
        if let [name] = names.as_slice() {
            return name.strip_prefix("muster-").unwrap().parse().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody migrates");
}

#[actix_web::test]
async fn a_database_that_is_away_at_the_start_is_waited_for() {
    let folder = scratch_folder("later");
    let postgres = LocalPostgres::start(&folder, Durability::ForTests).unwrap();
    let mut command = muster(&["serve"]);
    let port = free_port();
    command
        .env("MUSTER_BIND", format!("127.0.0.1:{port}"))
        .env("MUSTER_DATABASE_URL", postgres.serving_url())
        .env("MUSTER_DATABASE_DIRECT_URL", postgres.migrating_url())
        .env("MUSTER_DATA_DIR", scratch_folder("data"));
    postgres.stop();
    let server = Program::start(&mut command);
    assert!(
        server.address_within(Duration::from_secs(1)).is_none(),
        "it isn't ready"
    );
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    assert_eq!(status(address, "/health/live").await, Some(200));
    assert_eq!(status(address, "/health/ready").await, Some(503));
    assert_eq!(status(address, "/setup").await, Some(503));
    let _postgres = LocalPostgres::start(&folder, Durability::ForTests).unwrap();
    assert_eq!(
        server.address_within(Duration::from_secs(10)),
        Some(address)
    );
    assert_eq!(status(address, "/setup").await, Some(200));
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

#[actix_web::test]
async fn sigterm_under_load_fails_no_request_and_ends_with_0() {
    let database = Cluster::shared().database();
    let mut server = Program::start(&mut serve(&database));
    let address = server.address();
    let terminated = Arc::new(AtomicBool::new(false));
    let served = Arc::new(AtomicU32::new(0));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (terminated, served) = (Arc::clone(&terminated), Arc::clone(&served));
            actix_web::rt::spawn(keep_alive_client(address, terminated, served))
        })
        .collect();
    let warm = async {
        while served.load(Ordering::SeqCst) < 100 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let warm = tokio::time::timeout(Duration::from_secs(30), warm).await;
    warm.expect("a hundred requests are served");
    terminated.store(true, Ordering::SeqCst);
    let started = Instant::now();
    server.signal("TERM");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(
        status(address, "/health/ready").await,
        Some(503),
        "a balancer is told first"
    );
    let ended = spawn_blocking(move || server.ended_within(Duration::from_secs(30)));
    let ended = ended.await.unwrap().expect("it ends");
    assert_eq!(ended.code(), Some(0));
    for client in clients {
        client.await.unwrap();
    }
    eprintln!(
        "{} requests were served around SIGTERM, which took {:?}",
        served.load(Ordering::SeqCst),
        started.elapsed()
    );
}

/// Counts what was served. After the signal somebody may be asked to come back and everybody is turned
/// away in the end; an answer that breaks off fails the test.
async fn keep_alive_client(
    address: SocketAddr,
    terminated: Arc<AtomicBool>,
    served: Arc<AtomicU32>,
) {
    let client = reqwest::Client::new();
    loop {
        match client.get(format!("http://{address}/")).send().await {
            Ok(answer) if answer.status() == 503 => {
                assert!(
                    terminated.load(Ordering::SeqCst)
                        && answer.headers().contains_key("retry-after")
                );
            }
            Ok(answer) => {
                assert_eq!(answer.status(), 200);
                answer.bytes().await.expect("the whole body");
                served.fetch_add(1, Ordering::SeqCst);
            }
            Err(error) => {
                assert!(
                    terminated.load(Ordering::SeqCst) && error.is_connect(),
                    "{error:?}"
                );
                return;
            }
        }
    }
}

#[actix_web::test]
async fn a_server_that_waits_for_anothers_migration_stops_when_told() {
    let database = Cluster::shared().empty_database();
    let mut other = database.connection();
    other
        .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(x'6d7573746572'::bigint)")
        .unwrap();
    let mut server = Program::start(&mut serve(&database));
    assert!(server.address_within(Duration::from_secs(1)).is_none());
    server.signal("TERM");
    let ended = spawn_blocking(move || server.ended_within(Duration::from_secs(10)));
    assert_eq!(ended.await.unwrap().expect("it ends").code(), Some(0));
}

#[actix_web::test]
async fn a_server_killed_with_its_private_database_starts_again_with_everything() {
    let folder = scratch_folder("private");
    let start = || {
        let mut command = muster(&["serve", "--bind", "127.0.0.1:0"]);
        Program::start(command.env("MUSTER_DATA_DIR", &folder))
    };
    let first = Instant::now();
    let mut server = start();
    server.address();
    let first = first.elapsed();
    // The command shares the database of the server that runs.
    let mut create = muster(&[
        "workspace",
        "create",
        "--slug",
        "northwind",
        "--name",
        "Northwind Support",
        "--owner-email",
        "maja@northwind.example",
        "--owner-name",
        "Maja Öberg",
    ]);
    let created = Finished::with_input(
        create.env("MUSTER_DATA_DIR", &folder),
        "teapot-lantern-orbit\n",
    );
    assert_eq!(created.code, 0, "{created:?}");
    send_signal(server.pid(), "KILL");
    server
        .ended_within(Duration::from_secs(5))
        .expect("it is dead");

    let again = Instant::now();
    let server = start();
    let address = server.address();
    eprintln!(
        "first start {first:?}, start after kill -9 {:?}",
        again.elapsed()
    );
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let front = client
        .get(format!("http://{address}/"))
        .send()
        .await
        .unwrap();
    assert_eq!(front.headers()["location"], "/northwind");
}

#[actix_web::test]
async fn an_address_that_is_taken_is_said_in_a_sentence() {
    let database = Cluster::shared().database();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let finished = Finished::of(
        serve(&database)
            .env("MUSTER_BIND", &address)
            .arg("--bind")
            .arg(&address),
    );
    assert_eq!(finished.code, 2, "a flag that is given twice: {finished:?}");
    let mut command = muster(&["serve"]);
    command
        .env("MUSTER_DATABASE_URL", database.serving_url.expose())
        .env("MUSTER_DATA_DIR", scratch_folder("data"))
        .env("MUSTER_BIND", &address);
    let finished = Finished::of(&mut command);
    assert_eq!(finished.code, 1, "{finished:?}");
    assert!(
        finished
            .stderr
            .contains(&format!("Muster can't listen on {address}")),
        "{finished:?}"
    );
}
