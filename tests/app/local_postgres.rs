//! The private `postgres`: one server per data directory, whatever is killed when.

mod killing;
mod leftovers;
mod sharing;
mod starting;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::db::local::{Durability, LocalPostgres};
use rustix::process::{Pid, test_kill_process};

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
