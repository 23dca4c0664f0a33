//! The sealing worker's work: what waits becomes part of the chain.

use super::chain::{self, Event};
use super::store::seals::{self, Seal};
use crate::db::{Batch, Db, DbError, Tx};
use crate::types::WorkspaceId;

const WORKSPACES_AT_ONCE: i64 = 100;
const EVENTS_AT_ONCE: i64 = 1_000;

/// Seals some of what waits, in every workspace that nobody else is sealing. The order is the one in
/// which it is seen here: by time, and what was committed late comes late.
pub async fn seal_waiting(db: Db) -> Result<Batch, DbError> {
    let waiting = db.read(|read| seals::waiting_workspaces(read, WORKSPACES_AT_ONCE));
    let workspaces: Vec<WorkspaceId> = waiting.await?;
    let mut sealed = Vec::new();
    let mut failed = None;
    for workspace in &workspaces {
        let workspace = *workspace;
        match db.tx(move |tx| seal_workspace(tx, workspace)).await {
            Ok(count) => sealed.push(count),
            Err(DbError::Away(why)) => return Err(DbError::Away(why)),
            // One workspace's trouble isn't the others'.
            Err(error) => failed = Some(error),
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let full = |count: usize, limit: i64| i64::try_from(count).is_ok_and(|count| count >= limit);
    let any_is_full = sealed.iter().any(|count| full(*count, EVENTS_AT_ONCE));
    let any_was_sealed = sealed.iter().any(|count| *count > 0);
    let may_be_others = full(workspaces.len(), WORKSPACES_AT_ONCE) && any_was_sealed;
    Ok(Batch::more_if(any_is_full || may_be_others))
}

/// How many were sealed: none if another server is at it.
fn seal_workspace(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<usize, DbError> {
    if !seals::lock_chain(tx, workspace)? {
        return Ok(0);
    }
    let events = seals::waiting(tx, workspace, EVENTS_AT_ONCE)?;
    let head = seals::head(tx, workspace)?.unwrap_or_else(|| (0, chain::origin(workspace)));
    seals::append(tx, &links(head, &events))?;
    seals::stop_waiting(tx, workspace, &events)?;
    Ok(events.len())
}

/// Each follows the one before, and the first follows `head`.
fn links(head: (i64, Vec<u8>), events: &[Event]) -> Vec<Seal> {
    let (mut seq, mut previous) = head;
    let mut links = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let hash = chain::hash(seq, event, &previous);
        links.push(Seal {
            workspace_id: event.workspace,
            seq,
            event_id: event.id,
            prev_hash: std::mem::replace(&mut previous, hash.clone()),
            hash,
        });
    }
    links
}
