//! What a start finds in the data directory that it didn't expect.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::process::Command;

use muster::db::local::{Durability, LocalPostgres};

use super::{Folder, ask};

#[test]
fn numbers_left_by_a_dead_server_do_not_lead_to_somebody_elses_process() {
    let folder = Folder::with_cluster();
    folder.start().stop();
    let data_dir = folder.data_dir().canonicalize().unwrap();
    let (cluster, run) = (data_dir.join("postgres"), data_dir.join("run"));
    let mut bystander = Command::new("sleep").arg("60").spawn().unwrap();
    let lines = format!("{}\n{}\n0\n5432\n", bystander.id(), cluster.display());
    fs::write(
        cluster.join("postmaster.pid"),
        format!("{lines}{}\n\n0 0\nready\n", run.display()),
    )
    .unwrap();
    DirBuilder::new().mode(0o700).create(&run).unwrap();
    fs::write(run.join(".s.PGSQL.5432.lock"), lines).unwrap();

    let started = LocalPostgres::start(&data_dir, Durability::ForTests);
    let spared = bystander.try_wait().unwrap().is_none();
    bystander.kill().unwrap();
    bystander.wait().unwrap();
    assert!(spared);
    assert_eq!(
        ask(started.unwrap().serving_url(), "SELECT 'up'").unwrap(),
        "up"
    );
}

#[test]
fn a_cluster_of_another_version_is_refused_in_words() {
    let folder = Folder::new();
    let cluster = folder.data_dir().join("postgres");
    fs::create_dir_all(&cluster).unwrap();
    fs::write(cluster.join("PG_VERSION"), "99\n").unwrap();
    let words = folder.refusal();
    assert!(words.contains("made by PostgreSQL 99"), "{words}");
    assert!(words.contains("install PostgreSQL 99"), "{words}");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let folder = Folder::new();
    let cluster = folder.data_dir().join("postgres");
    fs::create_dir_all(&cluster).unwrap();
    fs::write(cluster.join("thesis.txt"), "mine").unwrap();
    let words = folder.refusal();
    assert!(words.contains("isn't a PostgreSQL cluster"), "{words}");
    assert!(cluster.join("thesis.txt").exists());
}

#[test]
fn a_start_that_fails_says_why_and_lets_the_next_one_try() {
    let folder = Folder::with_cluster();
    folder.start().stop();
    let control = folder.data_dir().join("postgres/global/pg_control");
    let aside = folder.path.join("pg_control");
    fs::rename(&control, &aside).unwrap();
    let words = folder.refusal();
    assert!(words.contains("pg_control"), "{words}");
    assert!(words.contains("postgres.log"), "{words}");
    fs::rename(&aside, &control).unwrap();
    folder.start();
}

#[test]
fn what_a_killed_first_start_left_is_removed() {
    let folder = Folder::new();
    let leftover = folder.data_dir().join("postgres.unfinished-1");
    fs::create_dir_all(leftover.join("base")).unwrap();
    fs::write(leftover.join("PG_VERSION"), "15\n").unwrap();
    let _postgres = folder.start();
    let names: Vec<String> = fs::read_dir(folder.data_dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("postgres.unfinished"))
        .collect();
    assert_eq!(names, [""; 0]);
}

#[test]
fn a_socket_folder_that_others_may_enter_is_refused() {
    let folder = Folder::with_cluster();
    folder.start().stop();
    let run = folder.data_dir().join("run");
    fs::create_dir(&run).unwrap();
    fs::set_permissions(&run, Permissions::from_mode(0o755)).unwrap();
    let words = folder.refusal();
    assert!(words.contains(run.to_str().unwrap()), "{words}");
}

#[test]
fn a_log_that_grew_too_large_is_put_aside() {
    let folder = Folder::with_cluster();
    let log = folder.data_dir().join("postgres.log");
    fs::write(&log, vec![b'x'; 10 * 1024 * 1024 + 1]).unwrap();
    let _postgres = folder.start();
    assert!(fs::metadata(&log).unwrap().len() < 100_000);
    assert!(folder.data_dir().join("postgres.log.previous").exists());
}
