use serde_json::Value;

use super::store::{self, NewJob, Progress};
use crate::access::{Alone, Asker, By, Granted};
use crate::db::{DbError, Tx};
use crate::types::JobId;

/// What is to be done, in parts.
#[derive(Clone, Debug)]
pub struct Asked {
    pub kind: &'static str,
    /// What it has to know. What stands in it as `whom` goes when it is over.
    pub payload: Value,
    /// Each fits into a transaction.
    pub parts: Vec<Value>,
    /// Of all parts together: what the progress counts.
    pub total: usize,
}

/// In the background, as soon as a server is free. `None` while another job of this kind isn't over: two
/// would get in each other's way.
pub fn ask<R>(tx: &mut Tx<'_>, by: &Alone<R>, asked: &Asked) -> Result<Option<JobId>, DbError> {
    let new = NewJob {
        asker: asker(by)?,
        kind: asked.kind,
        payload: &asked.payload,
    };
    let Some(id) = store::insert_queued(tx, &new, asked.total)? else {
        return Ok(None);
    };
    store::insert_parts(tx, (by.workspace(), id), &asked.parts)?;
    Ok(Some(id))
}

/// What was done at once, kept where a job would have told it.
pub fn note<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    (kind, payload): (&'static str, &Value),
    progress: &Progress,
) -> Result<JobId, DbError> {
    let new = NewJob {
        asker: asker(by)?,
        kind,
        payload,
    };
    store::insert_done(tx, &new, progress)
}

fn asker<R>(by: &Granted<R>) -> Result<Asker, DbError> {
    match by.author().by {
        By::Person { user, session, .. } => Ok(Asker {
            workspace: by.workspace(),
            user,
            session,
        }),
        _ => Err(DbError::Misuse("only a person asks for a job")),
    }
}
