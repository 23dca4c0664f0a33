//! Hashing passwords without letting it eat the machine.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::password::{Password, PasswordError, normalised};

const FOR_GOOD: Duration = Duration::from_hours(24 * 365);
const QUEUE_WAIT: Duration = Duration::from_secs(10);
/// A stored hash that asks for more than this wasn't written by us.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_ROUNDS: u32 = 16;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    rounds: u32,
}

impl HashCost {
    pub const STANDARD: Self = Self {
        memory_kib: 19_456,
        rounds: 2,
    };
    /// For tests that sign in hundreds of times.
    pub const CHEAP: Self = Self {
        memory_kib: 8,
        rounds: 1,
    };
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

/// As many threads as may hash at a time, and none that do anything else: what a thread frees, the
/// allocator keeps for that thread, and a hash takes 19 MiB. On the threads that the database shares
/// every one of them would come to keep as much, and so would every thread that comes after one that
/// was let go.
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
            let hash = cost
                .argon2()?
                .hash_password(password.expose().as_bytes())
                .map_err(|error| HashError::Failed(error.to_string()))?;
            Ok(PasswordHash(hash.to_string()))
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
            let argon2 = cost.argon2()?;
            let (Some(stored), Some(typed)) = (stored, typed) else {
                let _ = argon2.hash_password(b"nobody's password");
                return Ok(Verdict::Wrong);
            };
            let parsed = phc::PasswordHash::new(&stored.0)
                .map_err(|error| HashError::Stored(error.to_string()))?;
            let used = HashCost::of(&parsed)?;
            if argon2
                .verify_password(typed.expose().as_bytes(), &parsed)
                .is_err()
            {
                return Ok(Verdict::Wrong);
            }
            Ok(
                if used.memory_kib < cost.memory_kib || used.rounds < cost.rounds {
                    Verdict::RightButWeak
                } else {
                    Verdict::Right
                },
            )
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

impl HashCost {
    fn argon2(self) -> Result<Argon2<'static>, HashError> {
        let params = Params::new(self.memory_kib, self.rounds, 1, Some(32))
            .map_err(|error| HashError::Failed(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Refuses, before anything is allocated, what no version of ours would have written.
    fn of(hash: &phc::PasswordHash) -> Result<Self, HashError> {
        let params =
            Params::try_from(hash).map_err(|error| HashError::Stored(error.to_string()))?;
        if params.m_cost() > MOST_MEMORY_KIB || params.t_cost() > MOST_ROUNDS || params.p_cost() > 4
        {
            return Err(HashError::Stored("its parameters are absurd".to_owned()));
        }
        Ok(Self {
            memory_kib: params.m_cost(),
            rounds: params.t_cost(),
        })
    }
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

    #[tokio::test]
    async fn an_absurd_stored_hash_is_refused_before_it_allocates() {
        let hasher = PasswordHasher::new(HashCost::CHEAP);
        let absurd = "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
        let stored = PasswordHash::from_stored(absurd.to_owned());
        let answer = hasher.verify("anything", Some(stored)).await;
        assert!(matches!(answer, Err(HashError::Stored(_))), "{answer:?}");
    }
}
