//! How long the database may take: a request has one budget for all its calls, a job one for each.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

/// All the database calls of one request together.
pub const REQUEST_BUDGET: Duration = Duration::from_millis(2500);

tokio::task_local! {
    static REMAINING: Cell<Duration>;
}

/// Runs a request whose database calls share one budget, without being told. Only the time in the
/// database counts: a body may arrive slowly and a password wait for its turn to be hashed.
pub async fn within_request<F: Future>(request: F) -> F::Output {
    REMAINING.scope(Cell::new(REQUEST_BUDGET), request).await
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Budget {
    Request,
    Job(Duration),
}

/// One call's share. What it used is taken from the request's budget when it ends, however it ends.
pub(super) struct Share {
    started: Instant,
    pub deadline: Instant,
}

impl Budget {
    pub fn share(self) -> Share {
        let started = Instant::now();
        let allowed = match self {
            Self::Request => REMAINING.try_with(Cell::get).unwrap_or(REQUEST_BUDGET),
            Self::Job(_) => self.whole(),
        };
        Share {
            started,
            deadline: started + allowed,
        }
    }

    /// What a call has if it is the first one.
    pub fn whole(self) -> Duration {
        match self {
            Self::Request => REQUEST_BUDGET,
            Self::Job(budget) => budget,
        }
    }

    /// PostgreSQL's own limits lie below ours, so that what we gave up on doesn't go on for long.
    pub fn statement_timeout(self) -> Duration {
        match self {
            Self::Request => Duration::from_secs(2),
            Self::Job(budget) => budget.mul_f32(0.9),
        }
    }

    pub fn lock_timeout(self) -> Duration {
        match self {
            Self::Request => Duration::from_millis(1500),
            Self::Job(budget) => budget.mul_f32(0.8),
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let used = self.started.elapsed();
        // Outside a request there is nothing to take it from.
        let _ = REMAINING.try_with(|remaining| remaining.set(remaining.get().saturating_sub(used)));
    }
}
