//! Does a part of whatever waits longest. Any number of these may run, on any number of servers.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::Value;

use super::store::claim::{self, Claimed};
use super::{Job, Progress};
use crate::db::{Batch, Db, DbError, Tx};

/// Longer than any part takes. Whoever doesn't come back within it has died.
const LEASE: TimeDelta = TimeDelta::minutes(1);

/// A part that failed so often fails for a reason of its own.
const MOST_ATTEMPTS: i32 = 5;

/// Until others are done, or the database is back.
const AWHILE: TimeDelta = TimeDelta::seconds(5);

const FAILED: &str = "Muster couldn't go on. What was done until then stays.";

/// One kind of long work, described by the feature that does it and listed in `app`.
pub trait JobKind: Send + Sync {
    /// What its rows are marked with.
    fn name(&self) -> &'static str;

    /// Does a part, in the transaction that says so. The right of whoever asked is proved anew each time.
    fn work(&self, tx: &mut Tx<'_>, job: &Job, part: &Value) -> Result<Step, DbError>;

    /// In the transaction in which it is over, with all that there is to tell of it.
    fn end(&self, tx: &mut Tx<'_>, job: &Job) -> Result<(), DbError>;
}

/// Every kind of long work, with what each needs for it.
pub type JobKinds = Arc<[Box<dyn JobKind>]>;

/// What came of a part.
pub enum Step {
    /// How far the whole is with it.
    Done(Progress),
    /// Nothing was done, and nothing more will be, for this reason.
    Stop(&'static str),
}

/// One part of one job, if any is waiting.
pub async fn work(db: Db, kinds: JobKinds) -> Result<Batch, DbError> {
    let known: Vec<&'static str> = kinds.iter().map(|kind| kind.name()).collect();
    let claimed = db.tx(move |tx| claim::claim(tx, &known, LEASE)).await?;
    let Some(claimed) = claimed else {
        return Ok(Batch::Last);
    };
    let (workspace, id) = (claimed.workspace_id, claimed.id);
    let going_on = claimed.clone();
    let worked = db.tx(move |tx| go_on(tx, &going_on, &kinds)).await;
    if let Err(error) = worked {
        tracing::warn!(%workspace, job = %id, %error, "a part of a job failed");
        // It waits by itself: the jobs of others go on. Where not even this can be written, nothing can.
        db.tx(move |tx| after(tx, &claimed, &error)).await?;
    }
    Ok(Batch::More)
}

/// It begins again after a gap, or has failed too often: then it ends, even if nothing can be told of it,
/// since no other of its kind begins before.
fn after(tx: &mut Tx<'_>, claimed: &Claimed, error: &DbError) -> Result<(), DbError> {
    if is_no_fault_of_its_own(error) {
        return claim::put_off(tx, claimed, (AWHILE, claimed.attempts - 1));
    }
    if claimed.attempts > MOST_ATTEMPTS {
        if claim::is_held(tx, claimed)? {
            claim::finish(tx, (claimed.workspace_id, claimed.id), Some(FAILED))?;
        }
        return Ok(());
    }
    claim::put_off(tx, claimed, (gap(claimed.attempts), claimed.attempts))
}

/// A part that takes too long may do so each time, so that one counts.
const fn is_no_fault_of_its_own(error: &DbError) -> bool {
    matches!(error, DbError::Away(_) | DbError::Busy(_))
}

const fn gap(attempts: i32) -> TimeDelta {
    match attempts {
        ..=1 => TimeDelta::seconds(1),
        2 => AWHILE,
        3 => TimeDelta::seconds(15),
        _ => TimeDelta::seconds(45),
    }
}

fn go_on(tx: &mut Tx<'_>, claimed: &Claimed, kinds: &[Box<dyn JobKind>]) -> Result<(), DbError> {
    let Some(mut job) = claim::lock(tx, claimed)? else {
        return Ok(());
    };
    let Some(kind) = kinds.iter().find(|kind| kind.name() == job.kind) else {
        return Err(DbError::Misuse("a job of a kind that wasn't asked for"));
    };
    if claimed.attempts > MOST_ATTEMPTS {
        return end(tx, kind.as_ref(), &job, Some(FAILED));
    }
    let Some(part) = claim::take_part(tx, &job)? else {
        return end(tx, kind.as_ref(), &job, None);
    };
    match kind.work(tx, &job, &part)? {
        Step::Stop(why) => end(tx, kind.as_ref(), &job, Some(why)),
        Step::Done(progress) => {
            claim::advance(tx, &job, &progress)?;
            job.progress = progress;
            if job.progress.done < job.progress.total {
                return Ok(());
            }
            end(tx, kind.as_ref(), &job, None)
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
    claim::finish(tx, (job.workspace, job.id), stopped_because)
}
