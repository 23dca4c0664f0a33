//! Whatever is killed, and when.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use muster::db::local::{Durability, LocalPostgres};
use rustix::process::{Signal, getpgid, kill_process};

use super::{Folder, OtherProcess, ask, eventually, is_alive, postmaster, tell};

#[test]
fn a_server_that_is_killed_is_started_again() {
    let folder = Folder::with_cluster();
    let postgres = LocalPostgres::start(&folder.data_dir(), Durability::Full).unwrap();
    tell(
        postgres.migrating_url(),
        "CREATE TABLE kept AS SELECT 'yes' AS word",
    )
    .unwrap();
    for _ in 0..2 {
        let pid = postmaster(&folder.data_dir()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        eventually("it is back", || {
            postmaster(&folder.data_dir()).is_some_and(|now| now != pid)
                && ask(postgres.serving_url(), "SELECT 'up'").is_ok()
        });
    }
    assert_eq!(
        ask(postgres.migrating_url(), "SELECT word FROM kept").unwrap(),
        "yes"
    );
}

#[test]
fn a_ctrl_c_for_muster_does_not_reach_the_server() {
    let folder = Folder::with_cluster();
    let _postgres = folder.start();
    let pid = postmaster(&folder.data_dir()).unwrap();
    assert_eq!(getpgid(Some(pid)).unwrap(), pid);
}

#[test]
#[cfg(target_os = "linux")]
fn kill_9_of_muster_stops_its_server() {
    let folder = Folder::new();
    let muster = OtherProcess::serve(&folder.data_dir());
    let pid = postmaster(&folder.data_dir()).unwrap();
    muster.kill();
    eventually("the server stops", || !is_alive(pid));
    let state = fs::read_to_string(folder.data_dir().join("postgres.log")).unwrap();
    assert!(state.contains("database system is shut down"), "{state}");
}

#[test]
fn kill_9_of_muster_lets_another_take_over() {
    let folder = Folder::with_cluster();
    let muster = OtherProcess::serve(&folder.data_dir());
    let other = folder.start();
    let pid = postmaster(&folder.data_dir()).unwrap();
    muster.kill();
    eventually("the other takes over", || {
        postmaster(&folder.data_dir()).is_some_and(|now| now != pid)
            && ask(other.serving_url(), "SELECT 'up'").is_ok()
    });
}

#[test]
fn a_start_right_after_kill_9_of_muster_succeeds() {
    let folder = Folder::with_cluster();
    for _ in 0..3 {
        OtherProcess::serve(&folder.data_dir()).kill();
        let postgres = folder.start();
        assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
        thread::sleep(Duration::from_millis(50));
        assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
    }
}

#[test]
fn a_server_that_outlived_its_muster_is_replaced() {
    let folder = Folder::with_cluster();
    let path = folder.path_without("setpriv");
    let muster = OtherProcess::serve_with(&folder.data_dir(), &path);
    let pid = postmaster(&folder.data_dir()).unwrap();
    muster.kill();
    thread::sleep(Duration::from_millis(100));
    assert!(is_alive(pid), "without setpriv it outlives its Muster");

    let postgres = folder.start();
    assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
    eventually("the old one is gone", || !is_alive(pid));
}

#[test]
fn a_first_start_killed_at_any_moment_does_not_spoil_the_next() {
    let folder = Folder::new();
    for after in [5, 60, 150, 300, 450] {
        let mut muster = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["serve", "--bind", "127.0.0.1:0", "--data-dir"])
            .arg(folder.data_dir())
            .current_dir(&folder.path)
            .env_remove("MUSTER_DATABASE_URL")
            .env_remove("DATABASE_URL")
            .env("MUSTER_LOG", "warn")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(after));
        muster.kill().unwrap();
        muster.wait().unwrap();
    }
    let postgres = folder.start();
    assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
}
