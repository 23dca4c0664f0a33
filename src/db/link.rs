//! Connections, those that wait for work, and how a live one is told from one that its server left
//! behind.
//!
//! Asking `SELECT 1` before every use would cost each page a round trip. A connection that worked a
//! moment ago is trusted instead, unless another one has been found dead since it was made: then the
//! server has probably been restarted, and all older ones go.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::DbError;
use super::deadline::Budget;
use crate::config::Pooler;
use crate::types::SecretText;

const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// A database that is away for less than this costs its callers time and not their answer.
const CONNECT_WAIT: Duration = Duration::from_secs(1);
const CONNECT_RETRY: Duration = Duration::from_millis(100);
const KEPT_IDLE: Duration = Duration::from_mins(10);
/// So that an address that leads elsewhere by now is followed.
const KEPT_AT_ALL: Duration = Duration::from_mins(30);

/// How many deaths had been seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deaths(u64);

pub(super) struct Links {
    url: String,
    pooler: Pooler,
    /// The one that worked last is at the back, and is taken first.
    idle: Mutex<VecDeque<Link>>,
    deaths: AtomicU64,
}

pub(super) struct Link {
    connection: PgConnection,
    made_at: Instant,
    used_at: Instant,
    born_after: Deaths,
}

impl Link {
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Links {
    pub fn new(url: &SecretText, pooler: Pooler) -> Self {
        Self {
            url: with_defaults(url.expose()),
            pooler,
            idle: Mutex::default(),
            deaths: AtomicU64::new(0),
        }
    }

    /// One that works, as far as anybody knows. Blocks.
    pub fn take(&self) -> Result<Link, DbError> {
        loop {
            let Some(mut link) = self.latest() else {
                return self.connect();
            };
            if self.is_live(&mut link) {
                return Ok(link);
            }
        }
    }

    /// For the next who asks.
    pub fn put_back(&self, mut link: Link) {
        let broken = AnsiTransactionManager::is_broken_transaction_manager(&mut link.connection);
        if broken || self.is_suspect(&link) || link.made_at.elapsed() > KEPT_AT_ALL {
            return;
        }
        link.used_at = Instant::now();
        let mut idle = self.idle();
        idle.push_back(link);
        let is_spare = |oldest: &mut Link| oldest.used_at.elapsed() > KEPT_IDLE;
        let spare = idle.pop_front_if(is_spare);
        drop(idle);
        // Closed where nobody waits for it.
        drop(spare);
    }

    /// Asks it.
    pub fn answers(&self, link: &mut Link) -> bool {
        let answered = diesel::sql_query("SELECT 1").execute(&mut link.connection);
        if let Err(error) = &answered {
            tracing::warn!(%error, "a database connection was lost");
            self.distrust(link.born_after);
        }
        answered.is_ok()
    }

    pub fn deaths(&self) -> Deaths {
        Deaths(self.deaths.load(Ordering::SeqCst))
    }

    /// Nobody gets a connection again that was made when no more deaths than these had been seen.
    pub fn distrust(&self, seen: Deaths) {
        self.deaths.fetch_max(seen.0 + 1, Ordering::SeqCst);
    }

    fn is_suspect(&self, link: &Link) -> bool {
        link.born_after < self.deaths()
    }

    fn is_live(&self, link: &mut Link) -> bool {
        !self.is_suspect(link) && (link.used_at.elapsed() < TRUSTED_FOR || self.answers(link))
    }

    fn latest(&self) -> Option<Link> {
        self.idle().pop_back()
    }

    fn idle(&self) -> MutexGuard<'_, VecDeque<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> Result<Link, DbError> {
        let started = Instant::now();
        loop {
            match self.try_to_connect() {
                Ok(link) => return Ok(link),
                Err(_) if started.elapsed() < CONNECT_WAIT => std::thread::sleep(CONNECT_RETRY),
                Err(why) => {
                    tracing::warn!(why, "no database connection could be made");
                    return Err(DbError::Away(why));
                }
            }
        }
    }

    fn try_to_connect(&self) -> Result<Link, String> {
        let born_after = self.deaths();
        let mut connection =
            PgConnection::establish(&self.url).map_err(|error| error.to_string())?;
        match self.pooler {
            Pooler::Transaction => {
                connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            }
            // Compiling a query pays where it runs for seconds, and so do more processes for it. Ours take
            // milliseconds: the one took two hundred where PostgreSQL expected many rows, the other sixty.
            Pooler::None => connection
                .batch_execute(&format!(
                    "SET statement_timeout = {}; SET lock_timeout = {}; \
                     SET idle_in_transaction_session_timeout = 60000; SET jit = off; \
                     SET max_parallel_workers_per_gather = 0",
                    Budget::Request.statement_timeout().as_millis(),
                    Budget::Request.lock_timeout().as_millis()
                ))
                .map_err(|error| error.to_string())?,
        }
        let now = Instant::now();
        Ok(Link {
            connection,
            made_at: now,
            used_at: now,
            born_after,
        })
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
