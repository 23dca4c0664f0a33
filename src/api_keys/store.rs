use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::ApiKey;
use crate::access::{Permission, PermissionSet};
use crate::db::schema::{api_keys, users};
use crate::db::{DbError, Read, Tx};
use crate::types::{ApiKeyId, KeyText, Title, UserId, WorkspaceId};

#[derive(Queryable)]
struct KeyRow {
    id: ApiKeyId,
    name: Title,
    prefix: String,
    permissions: Vec<String>,
    maker: UserId,
    maker_name: Option<String>,
    maker_email: String,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    stopped_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = DbError;

    fn try_from(row: KeyRow) -> Result<Self, DbError> {
        let permissions = row.permissions.iter().map(|text| text.parse());
        let permissions: Result<PermissionSet, crate::access::UnknownPermission> =
            permissions.collect();
        Ok(Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            permissions: permissions.map_err(|error| DbError::Unreadable(error.to_string()))?,
            maker: row.maker,
            maker_name: row.maker_name.unwrap_or(row.maker_email),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            stopped_at: row.stopped_at,
            revoked_at: row.revoked_at,
        })
    }
}

pub(super) fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, DbError> {
    let row: Option<KeyRow> = api_keys::table
        .inner_join(
            users::table.on(users::workspace_id
                .eq(api_keys::workspace_id)
                .and(users::id.eq(api_keys::created_by))),
        )
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::id.eq(id))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::prefix,
            api_keys::permissions,
            api_keys::created_by,
            users::full_name,
            users::email,
            api_keys::created_at,
            api_keys::expires_at,
            api_keys::last_used_at,
            api_keys::stopped_at,
            api_keys::revoked_at,
        ))
        .first(read.connection())
        .optional()?;
    row.map(ApiKey::try_from).transpose()
}

/// Those that aren't revoked.
pub(super) fn count(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(api_keys::table
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::revoked_at.is_null())
        .count()
        .get_result(read.connection())?)
}

/// A key as it is kept.
pub(super) struct NewRow<'n> {
    pub name: &'n Title,
    pub permissions: PermissionSet,
    pub maker: UserId,
    pub expires_at: Option<DateTime<Utc>>,
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    text: &KeyText,
    new: &NewRow<'_>,
) -> Result<ApiKeyId, DbError> {
    let now = tx.now()?;
    let permissions: Vec<&str> = new.permissions.iter().map(Permission::as_str).collect();
    Ok(diesel::insert_into(api_keys::table)
        .values((
            api_keys::workspace_id.eq(text.workspace),
            api_keys::id.eq(ApiKeyId::new()),
            api_keys::name.eq(new.name),
            api_keys::hash.eq(text.secret.hash()),
            api_keys::prefix.eq(text.prefix()),
            api_keys::permissions.eq(permissions),
            api_keys::created_by.eq(new.maker),
            api_keys::created_at.eq(now),
            api_keys::expires_at.eq(new.expires_at),
        ))
        .returning(api_keys::id)
        .get_result(tx.connection())?)
}

pub(super) fn revoke(tx: &mut Tx<'_>, workspace: WorkspaceId, id: ApiKeyId) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(api_keys::table.find((workspace, id)))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// Somebody else answers for it from now on.
pub(super) fn hand_to(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, ApiKeyId),
    to: UserId,
) -> Result<(), DbError> {
    diesel::update(api_keys::table.find((workspace, id)))
        .filter(api_keys::revoked_at.is_null())
        .set((
            api_keys::created_by.eq(to),
            api_keys::stopped_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    Ok(())
}
