//! Several of Muster on one data directory.

use std::thread;

use muster::db::local::LocalPostgres;

use super::{Folder, ask, eventually, postmaster, tell};

#[test]
fn whoever_starts_at_the_same_time_shares_one_server() {
    let folder = Folder::new();
    let servers: Vec<LocalPostgres> = thread::scope(|scope| {
        let starts: Vec<_> = (0..6).map(|_| scope.spawn(|| folder.start())).collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });
    let begun = "SELECT pg_postmaster_start_time()::text";
    let first = ask(servers[0].serving_url(), begun).unwrap();
    for server in &servers {
        assert_eq!(ask(server.serving_url(), begun).unwrap(), first);
    }
}

#[test]
fn when_the_owner_stops_the_other_takes_over_at_the_same_address() {
    let folder = Folder::with_cluster();
    let owner = folder.start();
    let other = folder.start();
    assert_eq!(owner.serving_url(), other.serving_url());
    tell(
        owner.migrating_url(),
        "CREATE TABLE kept AS SELECT 'yes' AS word",
    )
    .unwrap();
    owner.stop();
    eventually("the other takes over", || {
        ask(other.serving_url(), "SELECT 'up'").is_ok()
    });
    assert_eq!(
        ask(other.migrating_url(), "SELECT word FROM kept").unwrap(),
        "yes"
    );
}

#[test]
fn one_that_only_shared_leaves_the_server_running() {
    let folder = Folder::with_cluster();
    let owner = folder.start();
    let pid = postmaster(&folder.data_dir());
    folder.start().stop();
    assert_eq!(postmaster(&folder.data_dir()), pid);
    assert_eq!(ask(owner.serving_url(), "SELECT 'up'").unwrap(), "up");
}
