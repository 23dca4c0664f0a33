use diesel::dsl::exists;
use diesel::prelude::*;

use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};

/// Whether somebody active has this address.
pub(super) fn is_there(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    email: &EmailAddress,
) -> Result<bool, DbError> {
    let there = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .filter(users::status.eq(UserStatus::Active));
    Ok(diesel::select(exists(there)).get_result(read.connection())?)
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
