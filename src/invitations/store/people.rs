//! Who has to do with an invitation.

use diesel::prelude::*;

use crate::access::{BuiltinRole, PasswordHash};
use crate::db::schema::{roles, user_roles, users};
use crate::db::{DbError, Read};
use crate::types::{EmailAddress, PersonName, UserId, UserStatus, WorkspaceId};

/// Somebody who is invited, or who invited.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub(in crate::invitations) struct Person {
    email: String,
    email_key: String,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub status: UserStatus,
    /// Whether they want a mail when somebody joins whom they invited.
    pub told_of_joiners: bool,
    /// What the teams were called that were deleted while they were invited.
    pub missed_teams: Vec<String>,
}

impl Person {
    pub fn address(&self) -> EmailAddress {
        EmailAddress::from_stored(self.email.clone(), self.email_key.clone())
    }

    pub fn name(&self) -> &str {
        self.full_name
            .as_ref()
            .map_or(&self.email, |name| name.as_str())
    }

    pub fn is_active(&self) -> bool {
        self.status == UserStatus::Active
    }
}

pub(in crate::invitations) fn person(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Person>, DbError> {
    Ok(users::table
        .find((workspace, user))
        .select(Person::as_select())
        .first(read.connection())
        .optional()?)
}

pub(in crate::invitations) fn password(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<PasswordHash>, DbError> {
    let stored: Option<Option<String>> = users::table
        .find((workspace, user))
        .select(users::password_hash)
        .first(read.connection())
        .optional()?;
    Ok(stored.flatten().map(PasswordHash::from_stored))
}

/// More than this many aren't told: one of them will do something.
const MOST_TOLD: i64 = 20;

/// Active people who have one of these built-in roles.
pub(in crate::invitations) fn having(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    builtin: &[BuiltinRole],
) -> Result<Vec<Person>, DbError> {
    let ids = user_roles::table
        .inner_join(
            roles::table.on(roles::workspace_id
                .eq(user_roles::workspace_id)
                .and(roles::id.eq(user_roles::role_id))),
        )
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(roles::builtin.eq_any(builtin.iter().map(|role| role.as_str())))
        .select(user_roles::user_id);
    Ok(users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::status.eq(UserStatus::Active))
        .filter(users::id.eq_any(ids))
        .order((users::top_role_rank, users::id))
        .limit(MOST_TOLD)
        .select(Person::as_select())
        .load(read.connection())?)
}
