//! Does a part of whatever waits longest. Any number of these may run, on any number of servers.

use chrono::TimeDelta;
use serde_json::Value;

use super::store::claim::{self, Claimed};
use super::{Job, Progress};
use crate::db::{Batch, Db, DbError, Tx};

/// Longer than any part takes. Whoever doesn't come back within it has died.
const LEASE: TimeDelta = TimeDelta::minutes(1);

/// A part that failed so often fails for a reason of its own.
const MOST_ATTEMPTS: i32 = 5;

const FAILED: &str = "Muster couldn't go on. What was done until then stays.";

/// One kind of long work, described by the feature that does it and listed in `app`.
pub trait JobKind: Sync {
    /// What its rows are marked with.
    fn name(&self) -> &'static str;

    /// Does a part, in the transaction that says so. The right of whoever asked is proved anew each time.
    fn work(&self, tx: &mut Tx<'_>, job: &Job, part: &Value) -> Result<Step, DbError>;

    /// In the transaction in which it is over, with all that there is to tell of it.
    fn end(&self, tx: &mut Tx<'_>, job: &Job) -> Result<(), DbError>;
}

/// What came of a part.
pub enum Step {
    /// How far the whole is with it.
    Done(Progress),
    /// Nothing was done, and nothing more will be, for this reason.
    Stop(&'static str),
}

/// One part of one job, if any is waiting.
pub async fn work(db: Db, kinds: &'static [&'static dyn JobKind]) -> Result<Batch, DbError> {
    let known: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let claimed = db.tx(move |tx| claim::claim(tx, &known, LEASE)).await?;
    let Some(claimed) = claimed else {
        return Ok(Batch::Last);
    };
    let (workspace, id) = (claimed.workspace_id, claimed.id);
    let worked = db.tx(move |tx| go_on(tx, &claimed, kinds)).await;
    if let Err(error) = &worked {
        // Taken up again once the lease has ended, here or elsewhere.
        tracing::warn!(%workspace, job = %id, %error, "a part of a job failed");
    }
    worked.map(|()| Batch::More)
}

fn go_on(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    kinds: &[&'static dyn JobKind],
) -> Result<(), DbError> {
    let Some(mut job) = claim::lock(tx, claimed)? else {
        return Ok(());
    };
    let Some(kind) = kinds.iter().find(|kind| kind.name() == job.kind) else {
        return Err(DbError::Misuse("a job of a kind that wasn't asked for"));
    };
    if claimed.attempts > MOST_ATTEMPTS {
        return end(tx, *kind, &job, Some(FAILED));
    }
    let Some(part) = claim::take_part(tx, &job)? else {
        return end(tx, *kind, &job, None);
    };
    match kind.work(tx, &job, &part)? {
        Step::Stop(why) => end(tx, *kind, &job, Some(why)),
        Step::Done(progress) => {
            claim::advance(tx, &job, &progress)?;
            job.progress = progress;
            if job.progress.done < job.progress.total {
                return Ok(());
            }
            end(tx, *kind, &job, None)
        }
    }
}

fn end(
    tx: &mut Tx<'_>,
    kind: &dyn JobKind,
    job: &Job,
    stopped_because: Option<&str>,
) -> Result<(), DbError> {
    kind.end(tx, job)?;
    claim::finish(tx, job, stopped_because)
}
