//! Keys that end, and what goes with them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};

use crate::api_keys::model::SHOWN_FOR;
use crate::db::schema::{api_keys, idempotency_keys};
use crate::db::{DbError, Tx};
use crate::types::{ApiKeyId, UserId, WorkspaceId};

pub(in crate::api_keys) fn revoke(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: ApiKeyId,
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(api_keys::table.find((workspace, id)))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// Whoever answered for them leaves.
pub(in crate::api_keys) fn stop(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[ApiKeyId],
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(api_keys::table)
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::id.eq_any(ids))
        .filter(api_keys::stopped_at.is_null())
        .set(api_keys::stopped_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// The keys that somebody answers for who is removed, and what was answered to them.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    let theirs = api_keys::table
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::created_by.eq(user))
        .select(api_keys::id)
        .load(tx.connection())?;
    remove(tx, workspace, &theirs)?;
    Ok(())
}

fn remove(tx: &mut Tx<'_>, workspace: WorkspaceId, ids: &[ApiKeyId]) -> Result<usize, DbError> {
    diesel::delete(idempotency_keys::table)
        .filter(idempotency_keys::workspace_id.eq(workspace))
        .filter(idempotency_keys::api_key_id.eq_any(ids))
        .execute(tx.connection())?;
    Ok(diesel::delete(api_keys::table)
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::id.eq_any(ids))
        .execute(tx.connection())?)
}

/// Those that were revoked or expired so long ago that nobody is shown them. One that has only stopped
/// stays, since somebody may take it over.
pub fn remove_over(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - SHOWN_FOR;
    let Some(workspace) = workspace_with_over(tx, before)? else {
        return Ok(0);
    };
    let over: Vec<KeyId> = sql_query(format!(
        "SELECT id FROM api_keys WHERE workspace_id = $2 AND {OVER_LONG_AGO}
         LIMIT $3 FOR UPDATE SKIP LOCKED"
    ))
    .bind::<Timestamptz, _>(before)
    .bind::<SqlUuid, _>(workspace)
    .bind::<BigInt, _>(at_most)
    .load(tx.connection())?;
    let over: Vec<ApiKeyId> = over.into_iter().map(|row| row.id).collect();
    remove(tx, workspace, &over)
}

/// By the index `api_keys_over`.
const OVER_LONG_AGO: &str = "least(expires_at, revoked_at) < $1";

#[derive(QueryableByName)]
struct KeyId {
    #[diesel(sql_type = SqlUuid)]
    id: ApiKeyId,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: WorkspaceId,
}

fn workspace_with_over(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
) -> Result<Option<WorkspaceId>, DbError> {
    let found: Option<Found> = sql_query(format!(
        "SELECT workspaces.id FROM workspaces
         WHERE EXISTS (
             SELECT FROM api_keys
             WHERE api_keys.workspace_id = workspaces.id AND {OVER_LONG_AGO}
         )
         LIMIT 1"
    ))
    .bind::<Timestamptz, _>(before)
    .get_result(tx.connection())
    .optional()?;
    Ok(found.map(|found| found.id))
}
