//! Hashing passwords without letting it eat the machine.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::HashCost;
use super::password::{Password, PasswordError, normalised};

const FOR_GOOD: Duration = Duration::from_hours(24 * 365);
const QUEUE_WAIT: Duration = Duration::from_secs(10);
/// A hash as it is stored: a PHC string.
#[derive(Clone)]
pub struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

impl PasswordHash {
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Error)]
pub enum HashError {
    /// Too many are hashing; nothing is wrong with the password.
    #[error("too many passwords are being checked at once")]
    Busy,
    #[error(transparent)]
    Refused(#[from] PasswordError),
    #[error("the stored hash can't be used: {0}")]
    Stored(String),
    #[error("hashing failed: {0}")]
    Failed(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and made with less effort than we ask for today: hash it again.
    RightButWeak,
}

/// As many threads as may hash at a time, and none that do anything else: each keeps a hash's memory,
/// which is 19 MiB.
static THREADS: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_current_thread()
        .max_blocking_threads(at_a_time())
        .thread_keep_alive(FOR_GOOD)
        .thread_name("hashing")
        .build()
});

fn at_a_time() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    cores.saturating_sub(1).clamp(1, 4)
}

/// Hashes a few at a time, on threads of their own, with the rest waiting in line.
#[derive(Clone)]
pub struct PasswordHasher {
    cost: HashCost,
    permits: Arc<Semaphore>,
    line: Arc<Semaphore>,
}

impl PasswordHasher {
    pub fn new(cost: HashCost) -> Self {
        let at_a_time = at_a_time();
        Self {
            cost,
            permits: Arc::new(Semaphore::new(at_a_time)),
            line: Arc::new(Semaphore::new(at_a_time + 1)),
        }
    }

    /// Whoever looks something up before and after the check lines up first: a crowd that comes at
    /// once would otherwise stand before every page in the queue for the database's connections.
    pub async fn line_up(&self) -> Result<OwnedSemaphorePermit, HashError> {
        in_time(&self.line).await
    }

    /// Judges the password first, which takes time too.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        let cost = self.cost;
        self.in_turn(move || {
            password.refuse_if_easy()?;
            cost.hash(password.expose().as_bytes()).map(PasswordHash)
        })
        .await
    }

    /// Takes as long where there is nothing to compare with, so that the time tells nothing.
    pub async fn verify(
        &self,
        typed: &str,
        stored: Option<PasswordHash>,
    ) -> Result<Verdict, HashError> {
        let cost = self.cost;
        let typed = normalised(typed);
        self.in_turn(move || {
            if let (Some(stored), Some(typed)) = (stored, typed) {
                cost.verify(typed.expose().as_bytes(), &stored.0)
            } else {
                let _ = cost.hash(b"nobody's password");
                Ok(Verdict::Wrong)
            }
        })
        .await
    }

    /// The permit lives in the closure: a caller who went away doesn't free a thread that still works.
    async fn in_turn<T, F>(&self, work: F) -> Result<T, HashError>
    where
        F: FnOnce() -> Result<T, HashError> + Send + 'static,
        T: Send + 'static,
    {
        let permit = in_time(&self.permits).await?;
        let threads = THREADS
            .as_ref()
            .map_err(|error| HashError::Failed(error.to_string()))?;
        threads
            .spawn_blocking(move || {
                let _permit = permit;
                work()
            })
            .await
            .map_err(|panic| HashError::Failed(panic.to_string()))?
    }
}

async fn in_time(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, HashError> {
    tokio::time::timeout(QUEUE_WAIT, Arc::clone(places).acquire_owned())
        .await
        .map_err(|_| HashError::Busy)?
        .map_err(|closed| HashError::Failed(closed.to_string()))
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_the_password_however_it_is_composed() {
        let hasher = PasswordHasher::new(HashCost::CHEAP);
        let hash = hasher
            .hash(Password::parse("smörgåsbord sju", &[]).unwrap())
            .await
            .unwrap();
        let decomposed: String = "smörgåsbord sju".nfd().collect();
        assert_eq!(
            hasher
                .verify(&decomposed, Some(hash.clone()))
                .await
                .unwrap(),
            Verdict::Right
        );
        assert_eq!(
            hasher
                .verify("smorgasbord sju", Some(hash.clone()))
                .await
                .unwrap(),
            Verdict::Wrong
        );
        assert_eq!(
            hasher.verify("anything", None).await.unwrap(),
            Verdict::Wrong
        );
        let stronger = PasswordHasher::new(HashCost::STANDARD);
        let verdict = stronger.verify(&decomposed, Some(hash)).await.unwrap();
        assert_eq!(verdict, Verdict::RightButWeak);
    }
}
