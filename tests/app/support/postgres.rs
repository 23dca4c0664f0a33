//! One private PostgreSQL for the run, one database for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Once, OnceLock};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::db::local::{Durability, LocalPostgres};
use muster::db::migrate;
use muster::types::SecretText;

/// A PostgreSQL with nothing in it but a migrated template.
pub struct Cluster {
    postgres: LocalPostgres,
    folder: PathBuf,
}

/// A database that is there for one test and gone with it.
pub struct TestDatabase {
    pub serving_url: SecretText,
    pub migrating_url: SecretText,
    admin_url: String,
    name: String,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A new folder under cargo's own for tests.
pub fn scratch_folder(name: &str) -> PathBuf {
    static CLEANING: Once = Once::new();
    let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Nobody waits for what earlier runs left to be gone.
    CLEANING.call_once(|| drop(std::thread::spawn(|| remove_what_is_left(all))));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = all.join(format!("{}-{name}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn remove_what_is_left(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl Cluster {
    /// The one that tests share unless they are going to hurt it.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Durability::ForTests))
    }

    /// One of the test's own, that can be hurt and keeps what was committed.
    pub fn durable() -> Self {
        Self::start(Durability::Full)
    }

    fn start(durability: Durability) -> Self {
        let folder = scratch_folder("postgres");
        let postgres = LocalPostgres::start(&folder, durability).unwrap();
        let admin = postgres.admin_url().to_owned();
        execute(&admin, "CREATE DATABASE template_muster OWNER muster_owner");
        let migrating = SecretText::new(in_database(postgres.migrating_url(), "template_muster"));
        let serving = SecretText::new(in_database(postgres.serving_url(), "template_muster"));
        migrate(&migrating, &serving).unwrap();
        Self { postgres, folder }
    }

    /// A database with every migration.
    pub fn database(&self) -> TestDatabase {
        self.create(" TEMPLATE template_muster")
    }

    /// A database with nothing in it.
    pub fn empty_database(&self) -> TestDatabase {
        self.create("")
    }

    fn create(&self, template: &str) -> TestDatabase {
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin_url = self.postgres.admin_url().to_owned();
        // Copying files is faster than logging them, and came with version 15.
        let strategy = if template.is_empty() || server_version(&admin_url) < 150_000 {
            ""
        } else {
            " STRATEGY file_copy"
        };
        execute(
            &admin_url,
            &format!("CREATE DATABASE {name} OWNER muster_owner{template}{strategy}"),
        );
        TestDatabase {
            serving_url: SecretText::new(in_database(self.postgres.serving_url(), &name)),
            migrating_url: SecretText::new(in_database(self.postgres.migrating_url(), &name)),
            admin_url,
            name,
        }
    }

    /// What the server has written down so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("postgres.log")).unwrap()
    }

    /// The process that everything in PostgreSQL hangs on.
    pub fn postmaster(&self) -> u32 {
        self.postmaster_if_any().expect("PostgreSQL runs")
    }

    /// `None` between two of them.
    pub fn postmaster_if_any(&self) -> Option<u32> {
        let file = fs::read_to_string(self.folder.join("postgres/postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }
}

impl TestDatabase {
    /// A connection of the test's own, as the superuser, to look behind Muster's back.
    pub fn connection(&self) -> PgConnection {
        PgConnection::establish(&in_database(&self.admin_url, &self.name)).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut admin) = PgConnection::establish(&self.admin_url) {
            let _ = admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

fn server_version(url: &str) -> i32 {
    let mut connection = PgConnection::establish(url).unwrap();
    diesel::dsl::sql::<diesel::sql_types::Integer>(
        "SELECT current_setting('server_version_num')::int",
    )
    .get_result(&mut connection)
    .unwrap()
}

fn execute(url: &str, statement: &str) {
    PgConnection::establish(url)
        .unwrap()
        .batch_execute(statement)
        .unwrap();
}

fn in_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
