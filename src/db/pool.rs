use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use tokio::time::{Instant, timeout_at};

use super::deadline::Budget;
use super::link::Links;
use super::place::{Places, Watch};
use super::{DbError, Read, Tx};
use crate::clock::Clock;
use crate::config::Pooler;
use crate::types::SecretText;

pub struct DbOptions {
    pub url: SecretText,
    pub pooler: Pooler,
    pub pool_size: u32,
}

/// The database as the rest of Muster sees it. Cheap to clone.
///
/// Diesel blocks, so work runs on a blocking thread and the caller waits for it with a deadline.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
    budget: Budget,
}

struct Shared {
    links: Links,
    places: Places,
    pooler: Pooler,
    clock: Clock,
}

impl Db {
    /// Connects lazily, so that the server can start, and say so, while the database is away.
    pub fn new(options: &DbOptions, clock: Clock) -> Self {
        Self {
            shared: Arc::new(Shared {
                links: Links::new(&options.url, options.pooler),
                places: Places::new(options.pool_size),
                pooler: options.pooler,
                clock,
            }),
            budget: Budget::Request,
        }
    }

    /// The same database for a worker or a command, which may take longer than a request.
    #[must_use]
    pub fn for_job(&self, budget: Duration) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            budget: Budget::Job(budget),
        }
    }

    /// Looks, without a transaction where the connection's own limits are enough.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Read<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let offset = self.shared.clock.offset();
        let look = move |connection: &mut PgConnection| work(&mut Read::new(connection, offset));
        match self.local_limits() {
            None => self.in_time(move |connection, _| look(connection)).await,
            Some(limits) => {
                let begin = format!("BEGIN READ ONLY; {limits}");
                self.in_time(move |connection, deadline| {
                    in_transaction(connection, &begin, deadline, look)
                })
                .await
            }
        }
    }

    /// Changes: everything that `work` does, or nothing.
    pub async fn tx<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let offset = self.shared.clock.offset();
        let begin = match self.local_limits() {
            None => "BEGIN".to_owned(),
            Some(limits) => format!("BEGIN; {limits}"),
        };
        self.in_time(move |connection, deadline| {
            in_transaction(connection, &begin, deadline, |connection| {
                work(&mut Tx::new(connection, offset))
            })
        })
        .await
    }

    /// `None` where the limits that a connection is made with are the right ones.
    fn local_limits(&self) -> Option<String> {
        match (self.shared.pooler, self.budget) {
            (Pooler::None, Budget::Request) => None,
            (Pooler::Transaction, _) | (_, Budget::Job(_)) => Some(format!(
                "SET LOCAL statement_timeout = {}; SET LOCAL lock_timeout = {}; SET LOCAL jit = off; \
                 SET LOCAL max_parallel_workers_per_gather = 0",
                self.budget.statement_timeout().as_millis(),
                self.budget.lock_timeout().as_millis()
            )),
        }
    }

    async fn in_time<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut PgConnection, Instant) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let share = self.budget.share();
        let deadline = share.deadline;
        let (place, watch) = self.shared.places.take(deadline).await?;
        tokio::spawn(Arc::clone(&self.shared).watch(watch, self.budget));
        let shared = Arc::clone(&self.shared);
        let work = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut link = shared.links.take()?;
            let result = work(link.connection(), deadline);
            // Work that failed may have failed because the connection is gone; only then is it asked.
            if result.is_ok() || shared.links.answers(&mut link) {
                shared.links.put_back(link);
            }
            result
        });
        match timeout_at(deadline, work).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
            Err(_) => Err(DbError::TooSlow.into()),
        }
    }
}

impl Shared {
    /// PostgreSQL ends every statement before the budget does. Who is still there then waits on a
    /// connection that may never say anything again, and others may be like it.
    async fn watch(self: Arc<Self>, mut watch: Watch, budget: Budget) {
        let deaths = self.links.deaths();
        if watch.outlasts(budget.whole()).await {
            let replaced = self.places.take_away(&watch);
            tracing::warn!(replaced, "a database connection is silent");
            self.links.distrust(deaths);
        }
    }
}

/// Commits only in time: past the deadline the caller has been told that it didn't work. (A commit that
/// is itself too slow may still succeed; nobody can know.)
fn in_transaction<T, E, F>(
    connection: &mut PgConnection,
    begin: &str,
    deadline: Instant,
    work: F,
) -> Result<T, E>
where
    F: FnOnce(&mut PgConnection) -> Result<T, E>,
    E: From<DbError>,
{
    AnsiTransactionManager::begin_transaction_sql(connection, begin).map_err(DbError::from)?;
    let result = work(connection).and_then(|value| {
        if Instant::now() < deadline {
            Ok(value)
        } else {
            Err(DbError::TooSlow.into())
        }
    });
    match result {
        Ok(value) => {
            AnsiTransactionManager::commit_transaction(connection).map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            // A rollback that fails leaves a connection that is dropped; the first error matters.
            let _ = AnsiTransactionManager::rollback_transaction(connection);
            Err(error)
        }
    }
}
