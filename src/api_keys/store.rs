pub(super) mod ending;
pub(super) mod listed;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::access::{Permission, PermissionSet};
use crate::db::schema::api_keys;
use crate::db::{DbError, Read, Tx};
use crate::types::{ApiKeyId, FormId, KeyText, Title, UserId, WorkspaceId};

/// Those that work or could again.
pub(super) fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    let now = tx.now()?;
    let is_over = api_keys::expires_at
        .is_not_null()
        .and(api_keys::expires_at.assume_not_null().le(now));
    Ok(api_keys::table
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::revoked_at.is_null())
        .filter(diesel::dsl::not(is_over))
        .count()
        .get_result(tx.connection())?)
}

/// Whether a form has made its key.
pub(super) fn is_made_with(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    form: FormId,
) -> Result<bool, DbError> {
    let made = api_keys::table
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::made_with.eq(form));
    Ok(diesel::select(diesel::dsl::exists(made)).get_result(read.connection())?)
}

/// A key as it is kept.
pub(super) struct NewRow<'n> {
    pub name: &'n Title,
    pub permissions: PermissionSet,
    pub maker: UserId,
    pub expires_at: Option<DateTime<Utc>>,
    pub made_with: Option<FormId>,
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
            api_keys::made_with.eq(new.made_with),
        ))
        .returning(api_keys::id)
        .get_result(tx.connection())?)
}

/// Somebody else answers for them from now on.
pub(super) fn hand_to(
    tx: &mut Tx<'_>,
    (workspace, ids): (WorkspaceId, &[ApiKeyId]),
    to: UserId,
) -> Result<(), DbError> {
    diesel::update(api_keys::table)
        .filter(api_keys::workspace_id.eq(workspace))
        .filter(api_keys::id.eq_any(ids))
        .filter(api_keys::revoked_at.is_null())
        .set((
            api_keys::created_by.eq(to),
            api_keys::stopped_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    Ok(())
}
