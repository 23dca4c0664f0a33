//! A pooled connection, and how the pool tells a live one from one that its server left behind.
//!
//! Asking `SELECT 1` at every checkout would cost each page a round trip. A connection that worked a
//! moment ago is trusted instead, unless another one has been found dead since it was made: then the
//! server has probably been restarted, and all older ones go.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Error, R2D2Connection};
use r2d2::{HandleError, ManageConnection};

use super::deadline::Budget;
use crate::config::Pooler;
use crate::types::SecretText;

const TRUSTED_FOR: Duration = Duration::from_secs(1);

pub(super) struct Links {
    connections: ConnectionManager<PgConnection>,
    pooler: Pooler,
    deaths: Arc<AtomicU64>,
}

pub(super) struct Link {
    connection: PgConnection,
    used_at: Instant,
    dead: bool,
    /// How many deaths had been seen when this one was made.
    born_after: u64,
    deaths: Arc<AtomicU64>,
}

impl Links {
    pub fn new(url: &SecretText, pooler: Pooler) -> Self {
        Self {
            connections: ConnectionManager::new(with_defaults(url.expose())),
            pooler,
            deaths: Arc::default(),
        }
    }
}

impl Link {
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Work that failed may have failed because the connection is gone; only then is it asked.
    pub fn used(&mut self, successfully: bool) {
        self.used_at = Instant::now();
        if !successfully && self.connection.ping().is_err() {
            self.dead = true;
            self.deaths.fetch_max(self.born_after + 1, Ordering::SeqCst);
        }
    }
}

impl ManageConnection for Links {
    type Connection = Link;
    type Error = Error;

    fn connect(&self) -> Result<Link, Error> {
        let born_after = self.deaths.load(Ordering::SeqCst);
        let mut connection = self.connections.connect()?;
        match self.pooler {
            Pooler::Transaction => {
                connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            }
            Pooler::None => connection
                .batch_execute(&format!(
                    "SET statement_timeout = {}; SET lock_timeout = {}; \
                     SET idle_in_transaction_session_timeout = 60000",
                    Budget::Request.statement_timeout().as_millis(),
                    Budget::Request.lock_timeout().as_millis()
                ))
                .map_err(Error::QueryError)?,
        }
        Ok(Link {
            connection,
            used_at: Instant::now(),
            dead: false,
            born_after,
            deaths: Arc::clone(&self.deaths),
        })
    }

    fn is_valid(&self, link: &mut Link) -> Result<(), Error> {
        if link.born_after < self.deaths.load(Ordering::SeqCst) {
            return Err(Error::QueryError(
                diesel::result::Error::BrokenTransactionManager,
            ));
        }
        if link.used_at.elapsed() < TRUSTED_FOR {
            return Ok(());
        }
        link.connection.ping().map_err(Error::QueryError)
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.dead || self.connections.has_broken(&mut link.connection)
    }
}

#[derive(Debug)]
pub(super) struct LogWhenAway;

impl HandleError<Error> for LogWhenAway {
    fn handle_error(&self, error: Error) {
        tracing::warn!(%error, "a database connection was lost or couldn't be made");
    }
}

/// What an operator didn't decide: not to wait forever for a server that doesn't answer, and a name
/// that says in `pg_stat_activity` which process a connection belongs to.
pub(super) fn with_defaults(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [
        ("connect_timeout", "2".to_owned()),
        // A host that vanished says nothing; without these its connections would hang for hours.
        ("keepalives_idle", "5".to_owned()),
        ("keepalives_interval", "2".to_owned()),
        ("keepalives_count", "3".to_owned()),
        ("tcp_user_timeout", "5000".to_owned()),
        ("application_name", format!("muster-{}", std::process::id())),
    ] {
        if !url.contains(&format!("{name}=")) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{separator}{name}={value}");
        }
    }
    url
}
