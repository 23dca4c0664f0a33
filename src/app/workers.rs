//! What the server does by itself. Any number of servers do it at the same time.
//!
//! A job works in batches, each a transaction or several: it is there as a whole or not at all,
//! whenever the server stops.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};

use super::{Services, clean};
use crate::audit;
use crate::db::{Batch, DbError};
use crate::health::Readiness;

/// How long one call to the database may take.
const CALL: Duration = Duration::from_secs(10);

/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

pub(super) struct Job {
    name: &'static str,
    every: Duration,
    batch: Box<dyn Fn() -> LocalBoxFuture<'static, Result<Batch, DbError>>>,
}

/// The list.
pub(super) fn jobs(services: &Services) -> Vec<Job> {
    let db = services.db.for_job(CALL);
    let sealing = db.clone();
    vec![
        Job::new("sealing the audit log", Duration::from_secs(1), move || {
            audit::seal_waiting(sealing.clone())
        }),
        Job::new("cleaning", Duration::from_hours(1), move || {
            clean(db.clone())
        }),
    ]
}

/// Side by side, until the server is about to stop.
pub(super) async fn run(jobs: Vec<Job>, readiness: &Readiness) {
    join_all(jobs.iter().map(|job| job.repeat(readiness))).await;
}

impl Job {
    fn new<F>(name: &'static str, every: Duration, batch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Batch, DbError>> + 'static,
    {
        Self {
            name,
            every,
            batch: Box::new(move || batch().boxed_local()),
        }
    }

    async fn repeat(&self, readiness: &Readiness) {
        let mut fails = false;
        while !readiness.is_draining() {
            let outcome = self.run_once().await;
            self.say_what_changed(&mut fails, outcome.as_ref().err());
            match outcome {
                Ok(Batch::More) => {}
                Ok(Batch::Last) => tokio::time::sleep(self.every).await,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// A mistake in one job stops neither the others nor the server.
    async fn run_once(&self) -> Result<Batch, DbError> {
        AssertUnwindSafe((self.batch)())
            .catch_unwind()
            .await
            .unwrap_or(Err(DbError::Misuse("a background job panicked")))
    }

    /// Once when it begins to fail and once when it works again.
    fn say_what_changed(&self, fails: &mut bool, error: Option<&DbError>) {
        let job = self.name;
        match (error, *fails) {
            (Some(error), false) => tracing::error!(job, %error, "a background job fails"),
            (None, true) => tracing::info!(job, "a background job works again"),
            _ => {}
        }
        *fails = error.is_some();
    }
}
