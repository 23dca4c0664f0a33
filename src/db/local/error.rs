//! What can go wrong with the private server, each in one sentence for the person at the terminal.

use std::io;
use std::path::{Path, PathBuf};

use super::programs::OLDEST;

const INSTALL: &str = "Debian and Ubuntu: `apt install postgresql`, \
    Fedora: `dnf install postgresql-server postgresql-contrib`, \
    macOS: `brew install postgresql@17`, Arch: `pacman -S postgresql`";

#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    #[error(
        "There is no PostgreSQL on this machine: install it ({INSTALL}), or set MUSTER_DATABASE_URL \
         to a database that you already have."
    )]
    NoPrograms,

    #[error(
        "MUSTER_POSTGRES_BIN is {}, but that folder doesn't hold both postgres and initdb: point it \
         at the folder that does, or unset it.",
        .0.display()
    )]
    NotInNamedFolder(PathBuf),

    #[error(
        "Muster needs PostgreSQL {OLDEST} or newer, and here is only {installed}: install a newer \
         one ({INSTALL}), or set MUSTER_DATABASE_URL."
    )]
    TooOld { installed: String },

    #[error(
        "The data in {} was made by PostgreSQL {cluster}, and here is only PostgreSQL {installed}: \
         install PostgreSQL {cluster}, or move the data to another version with pg_upgrade, or with \
         pg_dump and a restore into a new data directory.",
        path.display()
    )]
    OtherVersion {
        path: PathBuf,
        cluster: u32,
        installed: String,
    },

    #[error(
        "The data in {} was made by PostgreSQL {cluster}, and Muster needs {OLDEST} or newer: move \
         it to a newer version with pg_upgrade, or choose another data directory.",
        path.display()
    )]
    ClusterTooOld { path: PathBuf, cluster: u32 },

    #[error(
        "PostgreSQL {major} is installed without its extensions pg_trgm and btree_gin: install its \
         contrib package (Fedora: `dnf install postgresql-contrib`) and start Muster again."
    )]
    NoExtensions { major: u32 },

    #[error(
        "What is in {} isn't a PostgreSQL cluster: move it away, or choose another data directory.",
        .0.display()
    )]
    NotACluster(PathBuf),

    #[error(
        "Muster can't {doing} {} ({source}): make sure that this user may, and that there is room.",
        path.display()
    )]
    Files {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },

    #[error(
        "{} belongs to another user (number {owner}): start Muster as that user, or \
         choose another data directory.",
        path.display()
    )]
    SomebodyElses { path: PathBuf, owner: u32 },

    #[error(
        "Whoever may enter {} may do anything to the database, and that isn't only this user: \
         remove it and start Muster again.",
        .0.display()
    )]
    UnsafeSocketFolder(PathBuf),

    #[error(
        "Muster runs as root, PostgreSQL refuses to, and no other user can run it in {}: start \
         Muster as an ordinary user, or choose a data directory that the user postgres can reach.",
        .0.display()
    )]
    NobodyToRunAs(PathBuf),

    #[error(
        "Muster can't run {} ({source}): install PostgreSQL again, or set MUSTER_DATABASE_URL.",
        program.display()
    )]
    Run { program: PathBuf, source: io::Error },

    #[error(
        "PostgreSQL couldn't make its files in {} (it said: {said}): put that right and start Muster \
         again.",
        path.display()
    )]
    NotMade { path: PathBuf, said: String },

    #[error(
        "The private PostgreSQL stopped by itself ({why}): the end of {} tells the rest.",
        log.display()
    )]
    Ended { why: String, log: PathBuf },

    #[error(
        "The private PostgreSQL wasn't ready after {seconds} seconds: see in {} what keeps it, and \
         start Muster again.",
        log.display()
    )]
    NotReady { seconds: u64, log: PathBuf },

    #[error(
        "Another Muster process owns {}, and its PostgreSQL wasn't ready after {seconds} seconds: \
         stop that process and start this one again.",
        data_dir.display()
    )]
    OwnerNotReady { data_dir: PathBuf, seconds: u64 },

    #[error(
        "An earlier PostgreSQL (process {pid}) still works on this data directory and doesn't stop: \
         end that process and start Muster again."
    )]
    LeftoverStays { pid: i32 },

    #[error("The thread that watches the private PostgreSQL is gone: start Muster again.")]
    SupervisorGone,
}

impl LocalError {
    /// For `map_err`: names the file and what was being done to it.
    pub(super) fn files(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Files {
            doing,
            path,
            source,
        }
    }
}
