//! The cleaner removes what has served. Each feature knows what that is; here is the list.

use crate::db::{Batch, Db, DbError, Tx};
use crate::{api, api_keys, imports, jobs, links, mail, sessions, throttles};

/// Few enough that nobody waits for the locks.
const ROWS_AT_ONCE: i64 = 1_000;

/// Removes at most so many rows that have served, says how many, and none once there are none.
type Remove = fn(&mut Tx<'_>, at_most: i64) -> Result<usize, DbError>;

const SERVED: [(&str, Remove); 8] = [
    ("sessions", sessions::remove_ended),
    ("throttles", throttles::remove_old),
    ("links", links::remove_dead),
    ("mails", mail::remove_done),
    // Before their jobs.
    ("imports", imports::remove_old),
    ("jobs", jobs::remove_finished),
    ("answers", api::remove_old),
    ("keys", api_keys::remove_over),
];

/// Some of each kind.
pub async fn clean(db: Db) -> Result<Batch, DbError> {
    let mut any = false;
    let mut failed = None;
    for (what, remove) in SERVED {
        match db.tx(move |tx| remove(tx, ROWS_AT_ONCE)).await {
            Ok(0) => {}
            Ok(removed) => {
                any = true;
                tracing::debug!(removed, what, "cleaned");
            }
            // One kind's trouble isn't the others'.
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(Batch::more_if(any)),
    }
}
