//! The private `postgres`: one server per data directory, whatever is killed when.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::db::local::{Durability, LocalPostgres};
use rustix::process::{Pid, Signal, geteuid, getpgid, kill_process, test_kill_process};

fn ask(url: &str, question: &str) -> Result<String, String> {
    let mut connection = PgConnection::establish(url).map_err(|error| error.to_string())?;
    diesel::dsl::sql::<diesel::sql_types::Text>(question)
        .get_result(&mut connection)
        .map_err(|error| error.to_string())
}

fn tell(url: &str, statement: &str) -> Result<(), String> {
    let mut connection = PgConnection::establish(url).map_err(|error| error.to_string())?;
    connection
        .batch_execute(statement)
        .map_err(|error| error.to_string())
}

/// A folder for one test, removed after it.
struct Folder {
    path: PathBuf,
    _copied_from: Option<Arc<Folder>>,
}

impl Folder {
    fn new() -> Self {
        Self::keeping(None)
    }

    fn keeping(original: Option<Arc<Self>>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("muster-pg-{}-{number}", std::process::id()));
        fs::create_dir(&folder).expect("a folder for the test");
        Self {
            path: folder,
            _copied_from: original,
        }
    }

    /// With a cluster that has been used before. It is copied: to make one takes longer than
    /// most of these tests.
    fn with_cluster() -> Self {
        static SHARED: Mutex<Weak<Folder>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let original = shared.upgrade().unwrap_or_else(|| {
            let folder = Arc::new(Self::new());
            folder.start().stop();
            folder
        });
        *shared = Arc::downgrade(&original);
        drop(shared);
        let copy = Self::keeping(Some(Arc::clone(&original)));
        let copied = Command::new("cp")
            .arg("-a")
            .args([original.data_dir(), copy.data_dir()])
            .status();
        assert!(
            copied.is_ok_and(|status| status.success()),
            "the cluster is copied"
        );
        copy
    }

    fn data_dir(&self) -> PathBuf {
        self.path.join("data")
    }

    fn start(&self) -> LocalPostgres {
        start(&self.data_dir())
    }

    fn refusal(&self) -> String {
        LocalPostgres::start(&self.data_dir(), Durability::ForTests)
            .expect_err("the start is refused")
            .to_string()
    }

    /// A folder with a program of that name that only fails, to be searched first.
    fn path_without(&self, program: &str) -> String {
        let folder = self.path.join("programs");
        fs::create_dir_all(&folder).expect("a folder for programs");
        symlink("/bin/false", folder.join(program)).expect("a program that fails");
        let rest = std::env::var("PATH").expect("a PATH");
        format!("{}:{rest}", folder.display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A server that was told to stop by its parent's death may still be at it.
        let data_dir = self.data_dir();
        if let Some(pid) = postmaster(&data_dir).filter(|_| !thread::panicking()) {
            eventually("the server stops", || !is_alive(pid));
        }
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A Muster of its own: killed with the value.
struct OtherProcess {
    process: Child,
    /// Kept open: it may have more to say.
    _says: BufReader<ChildStdout>,
}

impl OtherProcess {
    fn serve(data_dir: &Path) -> Self {
        Self::serve_with(data_dir, &std::env::var("PATH").expect("a PATH"))
    }

    fn serve_with(data_dir: &Path, path: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["serve", "--bind", "127.0.0.1:0", "--data-dir"])
            .arg(data_dir)
            .current_dir(data_dir.parent().expect("the test's folder"))
            .env("PATH", path)
            .env_remove("MUSTER_DATABASE_URL")
            .env_remove("DATABASE_URL")
            .env("MUSTER_LOG", "warn")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("muster starts");
        let mut says = BufReader::new(process.stdout.take().expect("its output"));
        let listens = says
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .any(|line| line.starts_with("Muster is listening on"));
        let muster = Self {
            process,
            _says: says,
        };
        assert!(listens, "muster says that it listens");
        muster
    }

    fn kill(mut self) {
        self.process.kill().expect("muster is killed");
        self.process.wait().expect("muster is gone");
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(data_dir: &Path) -> LocalPostgres {
    LocalPostgres::start(data_dir, Durability::ForTests).expect("PostgreSQL starts")
}

fn postmaster(data_dir: &Path) -> Option<Pid> {
    let text = fs::read_to_string(data_dir.join("postgres/postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.parse().ok()?)
}

fn is_alive(pid: Pid) -> bool {
    test_kill_process(pid).is_ok()
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "not in time: {what}"
        );
        thread::sleep(Duration::from_millis(10));
    }
}

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
