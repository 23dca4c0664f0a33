//! A call's place among those that may be at the database at a time.
//!
//! The place is the blocking thread's, so that a silent database ties up as many threads as there are
//! places and not one more. But a connection can be silent for ever while a new one would work (a
//! frozen proxy, half a failover), and nothing wakes the thread that waits on it. So a place can be
//! taken away from its thread, which is left behind with its connection; how many threads may be left
//! behind has a limit too.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

use super::DbError;

/// For every place. What was left behind in one fault may still be there in the next one.
const LEFT_BEHIND: usize = 2;

pub(super) struct Places {
    free: Arc<Semaphore>,
    left_behind: Arc<Semaphore>,
}

/// Belongs to a thread, which drops it when its work is done.
pub(super) struct Place {
    _permit: Arc<Mutex<OwnedSemaphorePermit>>,
    _ending: oneshot::Sender<()>,
}

/// Looks on from outside.
pub(super) struct Watch {
    permit: Weak<Mutex<OwnedSemaphorePermit>>,
    ended: oneshot::Receiver<()>,
}

impl Places {
    pub fn new(places: u32) -> Self {
        let places = places as usize;
        Self {
            free: Arc::new(Semaphore::new(places)),
            left_behind: Arc::new(Semaphore::new(places * LEFT_BEHIND)),
        }
    }

    pub async fn take(&self, deadline: Instant) -> Result<(Place, Watch), DbError> {
        let permit = timeout_at(deadline, Arc::clone(&self.free).acquire_owned())
            .await
            .map_err(|_| DbError::TooSlow)?
            .map_err(|closed| DbError::Away(closed.to_string()))?;
        let permit = Arc::new(Mutex::new(permit));
        let (ending, ended) = oneshot::channel();
        let watch = Watch {
            permit: Arc::downgrade(&permit),
            ended,
        };
        let place = Place {
            _permit: permit,
            _ending: ending,
        };
        Ok((place, watch))
    }

    /// Frees the place of a thread that nothing wakes, unless too many are left behind already.
    pub fn take_away(&self, watch: &Watch) -> bool {
        let (Some(permit), Ok(left_behind)) = (
            watch.permit.upgrade(),
            Arc::clone(&self.left_behind).try_acquire_owned(),
        ) else {
            return false;
        };
        *permit.lock().unwrap_or_else(PoisonError::into_inner) = left_behind;
        true
    }
}

impl Watch {
    /// Whether the place is still held when so much time has passed. Ends at once when it isn't.
    pub async fn outlasts(&mut self, limit: Duration) -> bool {
        timeout(limit, &mut self.ended).await.is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_place_is_free_when_its_thread_is_done_and_its_watch_ends() {
        let places = Places::new(1);
        let (place, mut watch) = places.take(Instant::now() + SOON).await.unwrap();
        assert!(watch.outlasts(SOON).await);
        assert!(places.take(Instant::now() + SOON).await.is_err());
        drop(place);
        assert!(!watch.outlasts(SOON).await);
        assert!(places.take(Instant::now() + SOON).await.is_ok());
    }

    #[tokio::test]
    async fn no_more_threads_are_left_behind_than_may_be() {
        let places = Places::new(1);
        let mut silent = Vec::new();
        for _ in 0..LEFT_BEHIND {
            let (place, watch) = places.take(Instant::now() + SOON).await.unwrap();
            assert!(places.take_away(&watch));
            silent.push(place);
        }
        let (place, watch) = places.take(Instant::now() + SOON).await.unwrap();
        assert!(!places.take_away(&watch));
        assert!(places.take(Instant::now() + SOON).await.is_err());
        // One of them wakes after all.
        silent.pop();
        assert!(places.take_away(&watch));
        let (_last, watch) = places.take(Instant::now() + SOON).await.unwrap();
        drop((place, silent));
        assert!(places.take_away(&watch));
    }
}
