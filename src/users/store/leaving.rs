//! People who go, come back, and are removed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::counts;
use crate::db::schema::{user_presence, user_roles, users};
use crate::db::{DbError, Tx};
use crate::types::{UserId, UserStatus, WorkspaceId};

/// Somebody active isn't any more. The caller holds the workspace alone and has let go of what hangs on
/// them.
pub fn deactivate(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    let now = tx.now()?;
    let (active, inactive) = (UserStatus::Active, UserStatus::Inactive);
    let changed = diesel::update(users::table.find((workspace, user)))
        .filter(users::status.eq(active))
        .set((users::status.eq(inactive), users::deactivated_at.eq(now)))
        .execute(tx.connection())?;
    if changed != 1 {
        return Err(DbError::Misuse("somebody leaves who isn't active"));
    }
    counts::count(tx, workspace, (Some(active), Some(inactive)), 1)
}

/// Somebody inactive is active again, as they were.
pub fn reactivate(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    let (inactive, active) = (UserStatus::Inactive, UserStatus::Active);
    let changed = diesel::update(users::table.find((workspace, user)))
        .filter(users::status.eq(inactive))
        .set((
            users::status.eq(active),
            users::deactivated_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    if changed != 1 {
        return Err(DbError::Misuse("somebody comes back who isn't inactive"));
    }
    counts::count(tx, workspace, (Some(inactive), Some(active)), 1)
}

/// Somebody inactive is gone for good, and their address is free. The caller has let go of whatever else
/// hangs on them.
pub fn remove(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    diesel::delete(user_roles::table)
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.eq(user))
        .execute(tx.connection())?;
    diesel::delete(user_presence::table.find((workspace, user))).execute(tx.connection())?;
    let removed = diesel::delete(users::table.find((workspace, user)))
        .filter(users::status.eq(UserStatus::Inactive))
        .execute(tx.connection())?;
    if removed != 1 {
        return Err(DbError::Misuse("somebody is removed who isn't inactive"));
    }
    counts::count(tx, workspace, (Some(UserStatus::Inactive), None), 1)
}
