//! The mail worker beside the requests. It begins once the database is up to date, and finishes what
//! it is sending once the server drains.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::oneshot;

use super::{Services, mail_worker};
use crate::health::Readiness;

const LOOK: Duration = Duration::from_millis(100);
/// Counted from when the server was told to stop; what is being sent is finished beside the requests.
const STOPPED_WITHIN: Duration = Duration::from_secs(28);

pub(super) struct Mailing {
    readiness: Readiness,
    finished: oneshot::Receiver<()>,
}

impl Mailing {
    /// On a thread that nobody joins: what it does may hang in a database that is silent, and a
    /// server that is told to stop meanwhile stops.
    pub fn start(services: &Services) -> io::Result<Self> {
        let worker = mail_worker(services);
        let readiness = services.readiness.clone();
        let (finish, finished) = oneshot::channel();
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let watched = readiness.clone();
        thread::Builder::new()
            .name("mail".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    if migrated(&watched).await {
                        worker.run(draining(&watched)).await;
                    }
                });
                // Whoever waited for it may have gone.
                let _ = finish.send(());
            })?;
        Ok(Self {
            readiness,
            finished,
        })
    }

    /// Waits for what was begun before the server was told to stop.
    pub async fn finish(self) {
        self.readiness.drain();
        let remaining = STOPPED_WITHIN.saturating_sub(self.readiness.draining_for());
        if tokio::time::timeout(remaining, self.finished)
            .await
            .is_err()
        {
            tracing::warn!("a mail was cut off; its lease will end and it will be sent again");
        }
    }
}

/// `false` if the server drains before.
async fn migrated(readiness: &Readiness) -> bool {
    while !readiness.is_migrated() && !readiness.is_draining() {
        tokio::time::sleep(LOOK).await;
    }
    !readiness.is_draining()
}

async fn draining(readiness: &Readiness) {
    while !readiness.is_draining() {
        tokio::time::sleep(LOOK).await;
    }
}
