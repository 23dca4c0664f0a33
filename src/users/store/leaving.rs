//! People who go, and come back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::counts;
use crate::db::schema::users;
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
