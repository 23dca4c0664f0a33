use diesel::prelude::*;

use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};

/// What somebody active with this address is called.
pub(super) fn active_with(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    email: &EmailAddress,
) -> Result<Option<String>, DbError> {
    let name: Option<Option<String>> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .filter(users::status.eq(UserStatus::Active))
        .select(users::full_name)
        .first(read.connection())
        .optional()?;
    Ok(name.map(Option::unwrap_or_default))
}

pub(super) fn name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<String>, DbError> {
    let name: Option<Option<String>> = users::table
        .find((workspace, user))
        .select(users::full_name)
        .first(read.connection())
        .optional()?;
    Ok(name.flatten())
}
