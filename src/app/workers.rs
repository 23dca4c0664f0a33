//! What the server does by itself. Any number of servers do it at the same time.
//!
//! A job works in batches, each a transaction or several: it is there as a whole or not at all,
//! whenever the server stops.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};

use super::{Services, clean, job_kinds};
use crate::db::{Batch, DbError};
use crate::health::Readiness;
use crate::{audit, jobs};

/// How long one call to the database may take.
const CALL: Duration = Duration::from_secs(10);

/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

struct Job {
    name: &'static str,
    every: Duration,
    batch: Box<dyn Fn() -> LocalBoxFuture<'static, Result<Batch, DbError>>>,
}

/// What is done, and how often.
fn jobs(services: &Services) -> Vec<Job> {
    let db = services.db.for_job(CALL);
    let (sealing, erasing, working) = (db.clone(), db.clone(), db.clone());
    let kinds = job_kinds(services);
    vec![
        Job::new("sealing the audit log", Duration::from_secs(1), move || {
            audit::seal_waiting(sealing.clone())
        }),
        Job::new(
            "erasing from the audit log",
            Duration::from_secs(1),
            move || audit::erase_waiting(erasing.clone()),
        ),
        Job::new("long work", Duration::from_secs(1), move || {
            jobs::work(working.clone(), kinds.clone())
        }),
        Job::new("cleaning", Duration::from_hours(1), move || {
            clean(db.clone())
        }),
    ]
}

/// Begins, on a thread that nobody joins: a batch may hang in a database that is silent, and a server
/// that is told to stop meanwhile stops. Nothing begins after that; what has begun has until the
/// last request is answered.
pub(super) fn start(services: Services) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("workers".to_owned())
        .spawn(move || {
            let jobs = jobs(&services);
            let readiness = &services.readiness;
            runtime.block_on(join_all(jobs.iter().map(|job| job.repeat(readiness))));
        })?;
    Ok(())
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

    /// Until the server is about to stop.
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
        AssertUnwindSafe(async { (self.batch)().await })
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    fn counting(outcome: impl Fn(u32) -> Result<Batch, DbError> + 'static) -> (Job, Rc<Cell<u32>>) {
        let count = Rc::new(Cell::new(0));
        let counted = Rc::clone(&count);
        let job = Job::new("test", Duration::from_millis(1), move || {
            counted.set(counted.get() + 1);
            std::future::ready(outcome(counted.get()))
        });
        (job, count)
    }

    #[actix_web::test]
    async fn a_job_goes_on_batch_after_batch_until_the_server_drains() {
        let readiness = Readiness::default();
        let stop = readiness.clone();
        let (job, count) = counting(move |count| {
            if count == 7 {
                stop.drain();
            }
            Ok(Batch::more_if(count % 2 == 0))
        });
        job.repeat(&readiness).await;
        assert_eq!(count.get(), 7);
    }

    #[actix_web::test]
    async fn a_job_that_panics_or_fails_pauses_and_the_others_go_on() {
        let readiness = Readiness::default();
        let stop = readiness.clone();
        let (panicking, panics) = counting(|_| panic!("on purpose"));
        let (failing, failures) = counting(|_| Err(DbError::TooSlow));
        let (well, _) = counting(move |count| {
            if count == 20 {
                stop.drain();
            }
            Ok(Batch::Last)
        });
        tokio::select! {
            () = panicking.repeat(&readiness) => unreachable!("it pauses"),
            () = failing.repeat(&readiness) => unreachable!("it pauses"),
            () = well.repeat(&readiness) => {}
        }
        assert_eq!((panics.get(), failures.get()), (1, 1));
    }
}
