//! The private database server that `cargo run` starts when no database is configured.
//! `programs` finds it, `launch` decides as whom it runs, `cluster` makes its data,
//! `server` is the running child, and `supervisor` keeps exactly one alive per data directory.
//! Whoever holds `postgres.lock` owns it; other processes share it and take over when the owner goes.
//! No TCP port is opened: the only way in is a socket in a folder that nobody else may enter.

mod cluster;
mod error;
mod launch;
mod layout;
mod log;
mod postmaster;
mod programs;
mod server;
mod socket;
mod supervisor;

use std::path::Path;

pub use error::LocalError;
use layout::Layout;
use supervisor::Supervisor;

/// What a power cut may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Full,
    /// Everything, in exchange for speed: only for databases that a test throws away.
    ForTests,
}

/// A database server that takes connections for as long as this value lives.
/// Dropping it is the same as [`stop`](Self::stop).
#[derive(Debug)]
pub struct LocalPostgres {
    serving_url: String,
    migrating_url: String,
    admin_url: String,
    supervisor: Option<Supervisor>,
}

impl LocalPostgres {
    /// Blocks until the server takes connections and the roles and the database exist.
    ///
    /// If another process already runs one on this data directory, it is shared.
    pub fn start(data_dir: &Path, durability: Durability) -> Result<Self, LocalError> {
        let layout = Layout::open(data_dir)?;
        let (supervisor, folder) = Supervisor::begin(layout, durability)?;
        Ok(Self {
            serving_url: socket::url(&folder, cluster::APP, cluster::DATABASE),
            migrating_url: socket::url(&folder, cluster::OWNER, cluster::DATABASE),
            admin_url: socket::url(&folder, cluster::ADMIN, "postgres"),
            supervisor: Some(supervisor),
        })
    }

    /// For serving requests: the role `muster_app`, which owns nothing.
    pub fn serving_url(&self) -> &str {
        &self.serving_url
    }

    /// For migrations: the role `muster_owner`, which owns the database but isn't a superuser.
    pub fn migrating_url(&self) -> &str {
        &self.migrating_url
    }

    /// The superuser, in the database `postgres`. Only the test harness has a use for it
    /// (`CREATE DATABASE … TEMPLATE …`); nothing that serves requests may.
    pub fn admin_url(&self) -> &str {
        &self.admin_url
    }

    /// Ends the server, if it is this process's, and waits for it (connections still open are cut).
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for LocalPostgres {
    fn drop(&mut self) {
        if let Some(supervisor) = self.supervisor.take() {
            supervisor.end();
        }
    }
}
