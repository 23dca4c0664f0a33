//! Erasing what identifies somebody from the details, and finding out what was erased for whom.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::audit::Action;
use crate::db::schema::{audit_details, audit_erasures, audit_events, audit_mentions};
use crate::db::{Batch, DbError, Read, Tx};
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
/// the address says that it was them. By `audit_details_by_address`.
pub(in crate::audit) fn note_addresses(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    addresses: &[String],
) -> Result<(), DbError> {
    let actions: Vec<&str> = OF_INVITATIONS.iter().map(|one| one.as_str()).collect();
    sql_query(
        "INSERT INTO audit_mentions (workspace_id, user_id, event_id)
         SELECT $1, $2, event_id FROM audit_details
         WHERE workspace_id = $1 AND details ->> 'target_name' LIKE '%@%'
             AND lower(details ->> 'target_name') = ANY ($4)
             AND (SELECT action FROM audit_events
                  WHERE audit_events.workspace_id = $1
                      AND audit_events.id = audit_details.event_id) = ANY ($3)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .bind::<Array<Text>, _>(actions)
    .bind::<Array<Text>, _>(addresses)
    .execute(tx.connection())?;
    Ok(())
}

/// What they did, what was done to them, and where they are named, in the order of the ids: `$3` is the
/// last one that is done, and `$4` how many are wanted of each. That they were deleted names who did it
/// and nobody else, so it stays.
const NAMING: &str = "
    (SELECT id FROM audit_events
     WHERE workspace_id = $1 AND actor_id = $2 AND id > $3 ORDER BY id LIMIT $4)
    UNION
    (SELECT id FROM audit_events
     WHERE workspace_id = $1 AND target_id = $2 AND id > $3 AND action <> 'user.deleted'
     ORDER BY id LIMIT $4)
    UNION
    (SELECT event_id FROM audit_mentions
     WHERE workspace_id = $1 AND user_id = $2 AND event_id > $3 ORDER BY event_id LIMIT $4)";

/// Somebody whose names are to be erased, and how far that is.
#[derive(Clone, Copy, Debug, Queryable)]
pub(in crate::audit) struct Erasure {
    workspace: WorkspaceId,
    user: UserId,
    cursor: AuditEventId,
}

/// From the first entry on.
pub(in crate::audit) fn begin(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<Erasure, DbError> {
    Ok(diesel::insert_into(audit_erasures::table)
        .values((
            audit_erasures::workspace_id.eq(workspace),
            audit_erasures::user_id.eq(user),
        ))
        .returning(audit_erasures::all_columns)
        .get_result(tx.connection())
        .map(|(workspace, user, cursor)| Erasure {
            workspace,
            user,
            cursor,
        })?)
}

/// One that nobody else is at, until this transaction ends.
pub(in crate::audit) fn take_begun(tx: &mut Tx<'_>) -> Result<Option<Erasure>, DbError> {
    Ok(audit_erasures::table
        .for_update()
        .skip_locked()
        .first(tx.connection())
        .optional()?)
}

#[derive(QueryableByName)]
struct Naming {
    #[diesel(sql_type = SqlUuid)]
    id: AuditEventId,
}

/// The next so many entries. The erasure goes with the last.
pub(in crate::audit) fn erase_some(
    tx: &mut Tx<'_>,
    erasure: Erasure,
    at_most: i64,
) -> Result<Batch, DbError> {
    let naming: Vec<Naming> = sql_query(format!("{NAMING} ORDER BY id LIMIT $4"))
        .bind::<SqlUuid, _>(erasure.workspace)
        .bind::<SqlUuid, _>(erasure.user)
        .bind::<SqlUuid, _>(erasure.cursor)
        .bind::<BigInt, _>(at_most)
        .load(tx.connection())?;
    let ids: Vec<AuditEventId> = naming.into_iter().map(|row| row.id).collect();
    // Not joined to what names them: each is found by its key, whatever PostgreSQL knows of the table.
    diesel::update(audit_details::table)
        .filter(audit_details::workspace_id.eq(erasure.workspace))
        .filter(audit_details::event_id.eq_any(&ids))
        .set((
            audit_details::salt.eq(Vec::<u8>::new()),
            audit_details::details.eq(Value::Object(Map::new())),
        ))
        .execute(tx.connection())?;
    let this = audit_erasures::table.find((erasure.workspace, erasure.user));
    let is_full = i64::try_from(ids.len()).is_ok_and(|count| count >= at_most);
    match ids.last().filter(|_| is_full) {
        Some(last) => diesel::update(this)
            .set(audit_erasures::cursor.eq(last))
            .execute(tx.connection())?,
        None => diesel::delete(this).execute(tx.connection())?,
    };
    Ok(Batch::more_if(is_full))
}

/// In how many entries somebody is named.
pub(in crate::audit) fn count(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        entries: i64,
    }
    let row: Count = sql_query(
        "SELECT count(*) AS entries FROM (
             SELECT id FROM audit_events WHERE workspace_id = $1 AND actor_id = $2
             UNION
             SELECT id FROM audit_events WHERE workspace_id = $1 AND target_id = $2
             UNION
             SELECT event_id FROM audit_mentions WHERE workspace_id = $1 AND user_id = $2
         ) AS naming",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .get_result(read.connection())?;
    Ok(row.entries)
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
