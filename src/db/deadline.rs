//! How long the database may take: a request shares one deadline over all its calls, a job has a
//! budget of its own for each.

use std::time::Duration;

use tokio::time::Instant;

/// All the database calls of one request together.
pub const REQUEST_BUDGET: Duration = Duration::from_millis(2500);

tokio::task_local! {
    static DEADLINE: Instant;
}

/// Runs a request; every database call in it ends by the same deadline, without being told.
pub async fn within_request<F: Future>(request: F) -> F::Output {
    DEADLINE
        .scope(Instant::now() + REQUEST_BUDGET, request)
        .await
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Budget {
    Request,
    Job(Duration),
}

impl Budget {
    pub fn deadline(self) -> Instant {
        match self {
            Self::Request => DEADLINE
                .try_with(|deadline| *deadline)
                .unwrap_or_else(|_| Instant::now() + REQUEST_BUDGET),
            Self::Job(budget) => Instant::now() + budget,
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
