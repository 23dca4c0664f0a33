//! What the verifier reads.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, exists, min, not};
use diesel::prelude::*;
use serde_json::Value;

use super::seals::events;
use crate::audit::chain::Event;
use crate::audit::details::Stored;
use crate::db::schema::{audit_details, audit_events, audit_seals, audit_unsealed};
use crate::db::{DbError, Read};
use crate::types::{AuditEventId, WorkspaceId};

/// A seal and what it seals, as far as it is there.
pub(in crate::audit) struct Sealed {
    pub seq: i64,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
    pub event: Option<Event>,
    pub details: Option<Stored>,
}

/// Where a seal that doesn't follow the one before it may have come from.
#[derive(Clone, Copy, Debug)]
pub(in crate::audit) struct Neighbours {
    /// Another seal follows the one before it.
    pub another_follows: bool,
    /// The one that it says it follows is in the chain.
    pub has_a_home: bool,
}

/// An event that isn't sealed and doesn't wait for it.
#[derive(Queryable)]
pub(in crate::audit) struct Stray {
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    pub action: String,
}

#[derive(Queryable)]
pub(in crate::audit) struct Queue {
    pub count: i64,
    pub oldest: Option<DateTime<Utc>>,
}

pub(in crate::audit) fn sealed_after(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    seq: i64,
    at_most: i64,
) -> Result<Vec<Sealed>, DbError> {
    let seals: Vec<(AuditEventId, i64, Vec<u8>, Vec<u8>)> = audit_seals::table
        .filter(audit_seals::workspace_id.eq(workspace))
        .filter(audit_seals::seq.gt(seq))
        .order(audit_seals::seq)
        .limit(at_most)
        .select((
            audit_seals::event_id,
            audit_seals::seq,
            audit_seals::prev_hash,
            audit_seals::hash,
        ))
        .load(read.connection())?;
    let ids: Vec<AuditEventId> = seals.iter().map(|(id, ..)| *id).collect();
    let events = events(read, workspace, &ids)?;
    let mut events: HashMap<_, _> = events.into_iter().map(|it| (it.id, it)).collect();
    let mut details = details(read, workspace, &ids)?;
    Ok(seals
        .into_iter()
        .map(|(id, seq, previous, hash)| Sealed {
            seq,
            previous,
            hash,
            event: events.remove(&id),
            details: details.remove(&id),
        })
        .collect())
}

fn details(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    ids: &[AuditEventId],
) -> Result<HashMap<AuditEventId, Stored>, DbError> {
    let rows: Vec<(AuditEventId, Vec<u8>, Value)> = audit_details::table
        .filter(audit_details::workspace_id.eq(workspace))
        .filter(audit_details::event_id.eq_any(ids))
        .select((
            audit_details::event_id,
            audit_details::salt,
            audit_details::details,
        ))
        .load(read.connection())?;
    Ok(rows
        .into_iter()
        .map(|(id, salt, details)| (id, Stored { salt, details }))
        .collect())
}

/// Looks through the whole chain, which is done once: when it is broken.
pub(in crate::audit) fn neighbours(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    seal: &Sealed,
    last_hash: &[u8],
) -> Result<Neighbours, DbError> {
    let others = audit_seals::table
        .filter(audit_seals::workspace_id.eq(workspace))
        .filter(audit_seals::seq.ne(seal.seq));
    let follower = others.filter(audit_seals::prev_hash.eq(last_hash));
    let home = others.filter(audit_seals::hash.eq(&seal.previous));
    let (another_follows, has_a_home) =
        diesel::select((exists(follower), exists(home))).first(read.connection())?;
    Ok(Neighbours {
        another_follows,
        has_a_home,
    })
}

/// In one statement, so that an event that is sealed meanwhile is seen in one of the two tables.
pub(in crate::audit) fn first_stray(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Option<Stray>, DbError> {
    let seal = audit_seals::table
        .filter(audit_seals::workspace_id.eq(audit_events::workspace_id))
        .filter(audit_seals::event_id.eq(audit_events::id));
    let place_in_queue = audit_unsealed::table
        .filter(audit_unsealed::workspace_id.eq(audit_events::workspace_id))
        .filter(audit_unsealed::at.eq(audit_events::at))
        .filter(audit_unsealed::event_id.eq(audit_events::id));
    Ok(audit_events::table
        .filter(audit_events::workspace_id.eq(workspace))
        .filter(not(exists(seal)))
        .filter(not(exists(place_in_queue)))
        .order((audit_events::at, audit_events::id))
        .select((audit_events::id, audit_events::at, audit_events::action))
        .first(read.connection())
        .optional()?)
}

pub(in crate::audit) fn queue(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Queue, DbError> {
    Ok(audit_unsealed::table
        .filter(audit_unsealed::workspace_id.eq(workspace))
        .select((count_star(), min(audit_unsealed::at)))
        .first(read.connection())?)
}
