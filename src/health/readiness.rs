use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::sync::Mutex;

use crate::db::{Db, DbError, missing_migrations};
use crate::types::SecretText;

const CACHED_FOR: Duration = Duration::from_secs(1);
const UPKEEP: Duration = Duration::from_secs(5);

/// Whether this server should get requests.
#[derive(Clone, Default)]
pub struct Readiness(Arc<State>);

#[derive(Default)]
struct State {
    migrated: AtomicBool,
    draining_since: OnceLock<Instant>,
    last_look: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    pub fn migrated(&self) {
        self.0.migrated.store(true, Ordering::Release);
    }

    pub fn is_migrated(&self) -> bool {
        self.0.migrated.load(Ordering::Acquire)
    }

    /// The server is about to stop and should get nothing new.
    pub fn drain(&self) {
        self.0.draining_since.get_or_init(Instant::now);
    }

    pub fn is_draining(&self) -> bool {
        self.0.draining_since.get().is_some()
    }

    pub fn draining_for(&self) -> Duration {
        self.0
            .draining_since
            .get()
            .map_or(Duration::ZERO, Instant::elapsed)
    }

    pub(super) async fn look(&self, db: &Db) -> bool {
        if self.is_draining() || !self.is_migrated() {
            return false;
        }
        // Probes that come together wait for one look.
        let mut last_look = self.0.last_look.lock().await;
        match *last_look {
            Some((at, ready)) if at.elapsed() < CACHED_FOR => ready,
            _ => {
                let missing: Result<usize, DbError> = db.read(missing_migrations).await;
                let ready = matches!(missing, Ok(0));
                if !ready && last_look.is_none_or(|(_, was_ready)| was_ready) {
                    tracing::warn!(?missing, "not ready: the database, or migrations it lacks");
                }
                *last_look = Some((Instant::now(), ready));
                ready
            }
        }
    }
}

/// Who may read the metrics.
#[derive(Clone)]
pub enum MetricsAccess {
    /// Development without a token: whoever reaches the server is on this machine.
    Open,
    Bearer(SecretText),
    Closed,
}

/// Starts recording, once for the process.
pub fn record_metrics() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let buckets = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    ];
    HANDLE
        .get_or_init(|| {
            let handle = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets)
                .ok()?
                .install_recorder()
                .ok()?;
            // Samples are kept until somebody looks; where nobody does, they are folded here.
            let looked_after = handle.clone();
            std::thread::spawn(move || {
                loop {
                    std::thread::sleep(UPKEEP);
                    looked_after.run_upkeep();
                }
            });
            Some(handle)
        })
        .as_ref()
}
