//! Drills: a database that is restarted, killed or silent under the server.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::rt::task::spawn_blocking;

use crate::support::{
    Cluster, Program, Relay, Setup, TestApp, one_of_three, send_signal, serve, status,
};

/// Keeps asking for a page until it is told to stop; gives every answer with when it came.
async fn ask_all_the_time(
    app: &TestApp,
    stop: &AtomicBool,
) -> Vec<(Instant, Duration, Option<u16>)> {
    let mut answers = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let started = Instant::now();
        let answer = status(app.address, "/northwind/profile").await;
        answers.push((Instant::now(), started.elapsed(), answer));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    answers
}

#[actix_web::test]
async fn a_database_restarted_under_load_costs_seconds_and_nothing_else() {
    let cluster = Cluster::durable();
    let app = TestApp::start_with(Setup {
        database: cluster.database(),
        ..Setup::default()
    });
    app.workspace("northwind").await;
    let stop = AtomicBool::new(false);
    let drill = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let restarted = Instant::now();
        send_signal(cluster.postmaster(), "INT");
        tokio::time::sleep(Duration::from_secs(6)).await;
        stop.store(true, Ordering::Relaxed);
        restarted
    };
    let (restarted, one, two, three) = tokio::join!(
        drill,
        ask_all_the_time(&app, &stop),
        ask_all_the_time(&app, &stop),
        ask_all_the_time(&app, &stop)
    );
    let answers: Vec<_> = one.into_iter().chain(two).chain(three).collect();
    assert!(answers.len() > 100, "{}", answers.len());
    let failed: Vec<_> = answers
        .iter()
        .filter(|(.., status)| *status != Some(303))
        .collect();
    for (_, took, status) in &answers {
        assert!(matches!(status, Some(303 | 503)), "{status:?}");
        assert!(*took < Duration::from_secs(3), "{took:?}");
    }
    if let Some((last, ..)) = failed.iter().max_by_key(|(at, ..)| *at) {
        let well_after = last.duration_since(restarted);
        eprintln!(
            "{} of {} answers were 503, the last {well_after:?} after the restart",
            failed.len(),
            answers.len()
        );
        assert!(well_after < Duration::from_secs(5));
    }
}

#[actix_web::test]
async fn a_killed_database_comes_back_and_so_do_the_pages() {
    let cluster = Cluster::durable();
    let app = TestApp::start_with(Setup {
        database: cluster.database(),
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    one_of_three(async || {
        maja.get("/profile").await.is_ok();
        let first = cluster.postmaster();
        send_signal(first, "KILL");
        let killed = Instant::now();
        while killed.elapsed() < Duration::from_secs(10) {
            let answer = maja.get("/profile").await;
            assert!(matches!(answer.status.as_u16(), 200 | 503), "{answer:?}");
            // What the old one's children still answer doesn't count.
            let is_new = cluster.postmaster_if_any().is_some_and(|now| now != first);
            if is_new && answer.status == 200 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let back = killed.elapsed();
        eprintln!("the page was back {back:?} after the postmaster was killed");
        if back < Duration::from_secs(5) {
            Ok(())
        } else {
            Err(format!("{back:?}"))
        }
    })
    .await;
}

#[actix_web::test]
async fn a_silent_database_is_a_503_within_three_seconds_and_the_server_is_alive() {
    let cluster = Cluster::durable();
    let app = TestApp::start_with(Setup {
        database: cluster.database(),
        pool_size: 4,
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get("/profile").await.is_ok();
    let silenced = Silenced::all_of(cluster.postmaster());
    let started = Instant::now();
    let (one, two, three, live) = tokio::join!(
        maja.get("/profile"),
        maja.get("/settings/users"),
        maja.post("/profile", &[("full_name", "Maja Lind")]),
        app.get("/health/live"),
    );
    for answer in [&one, &two, &three] {
        answer.has_status(503);
        assert!(!answer.header("retry-after").is_empty());
    }
    live.is_ok();
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    // More than there are connections: those that wait for one are answered as well.
    let many = (0..20).map(|_| app.get("/northwind/profile"));
    let started = Instant::now();
    for answer in futures_util::future::join_all(many).await {
        answer.has_status(503);
    }
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    app.get("/health/ready").await.has_status(503);
    app.get("/health/live").await.is_ok();
    drop(silenced);
    let spoke = Instant::now();
    while maja.get("/profile").await.status != 200 {
        assert!(
            spoke.elapsed() < Duration::from_secs(5),
            "it recovers by itself"
        );
    }
}

#[actix_web::test]
async fn connections_that_fall_silent_for_ever_are_replaced_by_new_ones() {
    let mut database = Cluster::shared().database();
    let relay = Relay::in_front_of(&mut database);
    let app = TestApp::start_with(Setup {
        database,
        pool_size: 4,
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    // Once with callers that wait, and once with callers that have left before anybody notices.
    for patience in [Duration::from_secs(5), Duration::from_millis(200)] {
        let all_at_once = || (0..8).map(|_| maja.get("/profile"));
        for answer in futures_util::future::join_all(all_at_once()).await {
            answer.is_ok();
        }
        relay.freeze();
        let frozen = Instant::now();
        let asked = all_at_once().map(|answer| tokio::time::timeout(patience, answer));
        for answer in futures_util::future::join_all(asked)
            .await
            .into_iter()
            .flatten()
        {
            assert!(matches!(answer.status.as_u16(), 200 | 503), "{answer:?}");
        }
        assert!(frozen.elapsed() < Duration::from_secs(4));
        while maja.get("/profile").await.status != 200 {
            assert!(
                frozen.elapsed() < Duration::from_secs(5),
                "it recovers by itself"
            );
        }
        eprintln!("pages were back {:?} after the freeze", frozen.elapsed());
    }
}

/// PostgreSQL with every process stopped, until this is dropped.
struct Silenced(Vec<u32>);

impl Silenced {
    fn all_of(postmaster: u32) -> Self {
        let children = Command::new("pgrep")
            .args(["-P", &postmaster.to_string()])
            .output()
            .unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        let mut pids = vec![postmaster];
        pids.extend(children.lines().filter_map(|line| line.parse::<u32>().ok()));
        for pid in &pids {
            send_signal(*pid, "STOP");
        }
        Self(pids)
    }
}

impl Drop for Silenced {
    fn drop(&mut self) {
        for pid in &self.0 {
            send_signal(*pid, "CONT");
        }
    }
}

#[actix_web::test]
async fn a_server_stops_when_told_though_its_database_is_silent() {
    let cluster = Cluster::durable();
    let database = cluster.database();
    let mut server = Program::start(&mut serve(&database));
    let address = server.address();
    assert_eq!(status(address, "/setup").await, Some(200));
    let _silenced = Silenced::all_of(cluster.postmaster());
    assert_eq!(status(address, "/setup").await, Some(503));
    server.signal("TERM");
    let ended = spawn_blocking(move || server.ended_within(Duration::from_secs(30)));
    assert_eq!(ended.await.unwrap().expect("it ends").code(), Some(0));
}
