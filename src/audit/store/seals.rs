//! What the sealing worker reads and writes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::audit::chain::Event;
use crate::db::schema::{audit_events, audit_seals, audit_unsealed};
use crate::db::{DbError, Read, Tx};
use crate::types::{AuditEventId, WorkspaceId};

#[derive(Insertable)]
#[diesel(table_name = audit_seals)]
pub(in crate::audit) struct Seal {
    pub workspace_id: WorkspaceId,
    pub seq: i64,
    pub event_id: AuditEventId,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// `audit_events::all_columns`.
type EventColumns = (
    WorkspaceId,
    AuditEventId,
    DateTime<Utc>,
    String,
    Option<Uuid>,
    String,
    Option<String>,
    Option<Uuid>,
    Vec<u8>,
);

fn event(columns: EventColumns) -> Event {
    let (workspace, id, at, actor_kind, actor_id, action, target_kind, target_id, digest) = columns;
    Event {
        workspace,
        id,
        at,
        actor_kind,
        actor_id,
        action,
        target_kind,
        target_id,
        digest,
    }
}

/// In one look, that reads one row for each of them however much waits there.
pub(in crate::audit) fn waiting_workspaces(
    read: &mut Read<'_>,
    at_most: i64,
) -> Result<Vec<WorkspaceId>, DbError> {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = SqlUuid)]
        workspace_id: WorkspaceId,
    }
    let waiting: Vec<Waiting> = diesel::sql_query(
        "WITH RECURSIVE waiting AS (
             (SELECT workspace_id FROM audit_unsealed ORDER BY workspace_id LIMIT 1)
             UNION ALL
             SELECT next.workspace_id
             FROM waiting
             CROSS JOIN LATERAL (
                 SELECT workspace_id FROM audit_unsealed
                 WHERE audit_unsealed.workspace_id > waiting.workspace_id
                 ORDER BY workspace_id LIMIT 1
             ) AS next
         )
         SELECT workspace_id FROM waiting LIMIT $1",
    )
    .bind::<BigInt, _>(at_most)
    .load(read.connection())?;
    Ok(waiting.into_iter().map(|row| row.workspace_id).collect())
}

/// Whether this transaction is the one that adds to the chain, until it ends. The serving role may
/// lock no row of a table that it may only add to; the random half of an id is as good.
pub(in crate::audit) fn lock_chain(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<bool, DbError> {
    let (_, random) = workspace.as_uuid().as_u64_pair();
    Ok(
        diesel::dsl::sql::<Bool>("SELECT pg_try_advisory_xact_lock(")
            .bind::<BigInt, _>(random.cast_signed())
            .sql(")")
            .get_result(tx.connection())?,
    )
}

/// The last seal's place and hash.
pub(in crate::audit) fn head(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<Option<(i64, Vec<u8>)>, DbError> {
    Ok(audit_seals::table
        .filter(audit_seals::workspace_id.eq(workspace))
        .order(audit_seals::seq.desc())
        .select((audit_seals::seq, audit_seals::hash))
        .first(tx.connection())
        .optional()?)
}

/// By time. Not joined to whatever names them: in a table that grew a moment ago PostgreSQL has no
/// figures yet, and reads all of both for each batch.
pub(super) fn events(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    ids: &[AuditEventId],
) -> Result<Vec<Event>, DbError> {
    let events: Vec<EventColumns> = audit_events::table
        .filter(audit_events::workspace_id.eq(workspace))
        .filter(audit_events::id.eq_any(ids))
        .order((audit_events::at, audit_events::id))
        .load(read.connection())?;
    Ok(events.into_iter().map(event).collect())
}

/// The oldest first.
pub(in crate::audit) fn waiting(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    at_most: i64,
) -> Result<Vec<Event>, DbError> {
    let ids: Vec<AuditEventId> = audit_unsealed::table
        .filter(audit_unsealed::workspace_id.eq(workspace))
        .order((audit_unsealed::at, audit_unsealed::event_id))
        .limit(at_most)
        .select(audit_unsealed::event_id)
        .load(tx.connection())?;
    events(tx, workspace, &ids)
}

pub(in crate::audit) fn append(tx: &mut Tx<'_>, seals: &[Seal]) -> Result<(), DbError> {
    diesel::insert_into(audit_seals::table)
        .values(seals)
        .execute(tx.connection())?;
    Ok(())
}

/// Each is found by its whole key, however many wait beside it.
pub(in crate::audit) fn stop_waiting(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    events: &[Event],
) -> Result<(), DbError> {
    let times: Vec<DateTime<Utc>> = events.iter().map(|event| event.at).collect();
    let ids: Vec<AuditEventId> = events.iter().map(|event| event.id).collect();
    diesel::sql_query(
        "DELETE FROM audit_unsealed
         USING unnest($2, $3) AS sealed (at, event_id)
         WHERE audit_unsealed.workspace_id = $1
             AND audit_unsealed.at = sealed.at AND audit_unsealed.event_id = sealed.event_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<Timestamptz>, _>(times)
    .bind::<Array<SqlUuid>, _>(ids)
    .execute(tx.connection())?;
    Ok(())
}
