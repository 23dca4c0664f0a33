//! Erasing what identifies somebody from the details, and finding out what was erased for whom.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use uuid::Uuid;

use crate::audit::Action;
use crate::db::schema::{audit_events, audit_mentions};
use crate::db::{DbError, Read, Tx};
use crate::types::{AuditEventId, UserId, WorkspaceId};

/// A statement holds 65,535 values at most.
const EVENTS_AT_ONCE: usize = 10_000;

/// What was done with invitations calls whom they were for by their address.
const OF_INVITATIONS: &[Action] = &[
    Action::InvitationCreated,
    Action::InvitationResent,
    Action::InvitationLinkCopied,
    Action::InvitationCancelled,
    Action::InvitationRenewed,
    Action::InvitationHeldUp,
];

/// Somebody was invited before under one of these addresses, in lower case, and didn't come. Nothing but
/// the address says that it was them.
pub(in crate::audit) fn note_addresses(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    addresses: &[String],
) -> Result<(), DbError> {
    let actions: Vec<&str> = OF_INVITATIONS.iter().map(|one| one.as_str()).collect();
    sql_query(
        "INSERT INTO audit_mentions (workspace_id, user_id, event_id)
         SELECT $1, $2, audit_events.id
         FROM audit_events
         JOIN audit_details ON audit_details.workspace_id = audit_events.workspace_id
             AND audit_details.event_id = audit_events.id
         WHERE audit_events.workspace_id = $1 AND audit_events.action = ANY ($3)
             AND lower(audit_details.details ->> 'target_name') = ANY ($4)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .bind::<Array<Text>, _>(actions)
    .bind::<Array<Text>, _>(addresses)
    .execute(tx.connection())?;
    Ok(())
}

/// Says in how many entries: what they did, what was done to them, and where they are named.
pub(in crate::audit) fn erase(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<usize, DbError> {
    Ok(sql_query(
        "UPDATE audit_details SET salt = '', details = '{}'
         WHERE workspace_id = $1 AND length(salt) > 0 AND event_id IN (
             SELECT id FROM audit_events WHERE workspace_id = $1 AND actor_id = $2
             UNION
             SELECT id FROM audit_events WHERE workspace_id = $1 AND target_id = $2
             UNION
             SELECT event_id FROM audit_mentions WHERE workspace_id = $1 AND user_id = $2
         )",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .execute(tx.connection())?)
}

/// Everybody whose deletion is recorded.
pub(in crate::audit) fn deleted_people(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<HashSet<Uuid>, DbError> {
    let deleted: Vec<Uuid> = audit_events::table
        .filter(audit_events::workspace_id.eq(workspace))
        .filter(audit_events::action.eq(Action::UserDeleted.as_str()))
        .select(audit_events::target_id.assume_not_null())
        .filter(audit_events::target_id.is_not_null())
        .load(read.connection())?;
    Ok(deleted.into_iter().collect())
}

/// Those of these entries that name one of these people.
pub(in crate::audit) fn naming(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (events, people): (&[AuditEventId], &HashSet<Uuid>),
) -> Result<HashSet<AuditEventId>, DbError> {
    let mut naming = HashSet::new();
    for events in events.chunks(EVENTS_AT_ONCE) {
        let mentions: Vec<(UserId, AuditEventId)> = audit_mentions::table
            .filter(audit_mentions::workspace_id.eq(workspace))
            .filter(audit_mentions::event_id.eq_any(events))
            .select((audit_mentions::user_id, audit_mentions::event_id))
            .load(read.connection())?;
        let of_these = mentions
            .into_iter()
            .filter(|(user, _)| people.contains(&user.as_uuid()));
        naming.extend(of_these.map(|(_, event)| event));
    }
    Ok(naming)
}
