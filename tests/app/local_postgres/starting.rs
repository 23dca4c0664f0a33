//! What a start makes, where, and as whom.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use muster::db::local::{Durability, LocalPostgres};
use rustix::process::geteuid;

use super::{Folder, OtherProcess, ask, eventually, is_alive, postmaster, start, tell};

#[test]
fn the_first_start_makes_two_roles_with_little_power_and_a_database() {
    let folder = Folder::new();
    let postgres = folder.start();
    let who = "SELECT current_user || ' in ' || current_database()";
    assert_eq!(
        ask(postgres.serving_url(), who).unwrap(),
        "muster_app in muster"
    );
    assert_eq!(
        ask(postgres.migrating_url(), who).unwrap(),
        "muster_owner in muster"
    );
    assert_eq!(
        ask(postgres.admin_url(), who).unwrap(),
        "muster_admin in postgres"
    );

    let superusers = "SELECT string_agg(rolname::text, ',') FROM pg_roles WHERE rolsuper";
    assert_eq!(
        ask(postgres.admin_url(), superusers).unwrap(),
        "muster_admin"
    );
    let owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'muster'";
    assert_eq!(ask(postgres.serving_url(), owner).unwrap(), "muster_owner");
    tell(postgres.serving_url(), "CREATE TABLE public.mine ()").unwrap_err();
    tell(postgres.serving_url(), "CREATE TEMPORARY TABLE mine ()").unwrap_err();
    tell(
        postgres.migrating_url(),
        "CREATE TABLE public.people (name text)",
    )
    .unwrap();
    ask(postgres.serving_url(), "SELECT name FROM public.people").unwrap_err();

    tell(postgres.admin_url(), "CREATE ROLE stranger LOGIN").unwrap();
    let stranger = postgres.serving_url().replace("muster_app", "stranger");
    let refusal = ask(&stranger, who).unwrap_err();
    assert!(
        refusal.contains("permission denied for database"),
        "{refusal}"
    );
}

#[test]
fn the_owner_can_make_the_extensions_and_they_know_letters_of_every_language() {
    let folder = Folder::with_cluster();
    let postgres = folder.start();
    let url = postgres.migrating_url();
    tell(url, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin").unwrap();
    assert_eq!(
        ask(url, "SELECT lower('ÉLODIE ЖАННА')").unwrap(),
        "élodie жанна"
    );
    let likeness = "SELECT (similarity('Жанна', 'жанна') = 1)::text";
    assert_eq!(ask(url, likeness).unwrap(), "true");
    let order = "SELECT datcollate::text FROM pg_database WHERE datname = 'muster'";
    assert_eq!(ask(url, order).unwrap(), "C");
}

#[test]
fn the_only_way_in_is_a_socket_behind_a_closed_folder() {
    let folder = Folder::with_cluster();
    let postgres = folder.start();
    let addresses = "SELECT '<' || current_setting('listen_addresses') || '>'";
    assert_eq!(ask(postgres.serving_url(), addresses).unwrap(), "<>");
    for private in ["run", "postgres"] {
        let mode = fs::metadata(folder.data_dir().join(private))
            .unwrap()
            .mode();
        assert_eq!(mode & 0o777, 0o700, "{private}");
    }
    let log = fs::metadata(folder.data_dir().join("postgres.log")).unwrap();
    assert_eq!(log.mode() & 0o077, 0);
}

#[test]
fn a_second_start_finds_what_was_written() {
    let folder = Folder::with_cluster();
    let postgres = folder.start();
    tell(
        postgres.migrating_url(),
        "CREATE TABLE kept AS SELECT 'yes' AS word",
    )
    .unwrap();
    let first = postmaster(&folder.data_dir()).unwrap();
    postgres.stop();
    assert!(!is_alive(first));
    assert!(!folder.data_dir().join("run").exists());

    let postgres = folder.start();
    assert_eq!(
        ask(postgres.migrating_url(), "SELECT word FROM kept").unwrap(),
        "yes"
    );
}

#[test]
fn only_tests_give_up_durability() {
    let folder = Folder::with_cluster();
    let fsync = "SELECT current_setting('fsync')";
    let postgres = folder.start();
    assert_eq!(ask(postgres.serving_url(), fsync).unwrap(), "off");
    postgres.stop();
    let postgres = LocalPostgres::start(&folder.data_dir(), Durability::Full).unwrap();
    assert_eq!(ask(postgres.serving_url(), fsync).unwrap(), "on");
}

#[test]
#[cfg(target_os = "linux")]
fn root_without_namespaces_runs_it_as_the_user_postgres() {
    if !geteuid().is_root() || !Path::new("/var/lib/postgresql").exists() {
        return;
    }
    let folder = Folder::new();
    let path = folder.path_without("unshare");
    let muster = OtherProcess::serve_with(&folder.data_dir(), &path);
    let pid = postmaster(&folder.data_dir()).unwrap();
    let process = fs::metadata(format!("/proc/{pid}")).unwrap();
    assert_ne!(process.uid(), 0);
    muster.kill();
    eventually("the server stops", || !is_alive(pid));

    // From now on the cluster is that user's, with namespaces or without.
    let postgres = folder.start();
    assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
    let cluster = fs::metadata(folder.data_dir().join("postgres")).unwrap();
    assert_eq!(cluster.uid(), process.uid());
}

#[test]
fn a_data_directory_may_move_to_a_long_or_awkward_path() {
    let folder = Folder::with_cluster();
    let mut last = folder.data_dir();
    for name in [
        "long".repeat(30).as_str(),
        "a b,c 'd' \"e\" %2F@ü",
        "?host=x&y#z",
    ] {
        let data_dir = folder.path.join(name);
        fs::rename(&last, &data_dir).unwrap();
        last = data_dir;
        let postgres = start(&last);
        assert_eq!(ask(postgres.serving_url(), "SELECT 'up'").unwrap(), "up");
        postgres.stop();
    }
}
