//! Somebody, as their page shows them.

pub(super) mod told;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};

use super::model::Details;
use crate::db::schema::{invitations, user_presence, users};
use crate::db::{DbError, Read, Tx};
use crate::types::{
    Availability, AvailabilityWord, DepartmentId, InvitationStatus, PersonName, UserId, UserStatus,
    WorkspaceId,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Person {
    pub id: UserId,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub email: String,
    pub status: UserStatus,
    pub activated_at: Option<DateTime<Utc>>,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub department_id: Option<DepartmentId>,
    pub manager_id: Option<UserId>,
    /// How many active and invited people report to them.
    pub reports: i32,
    /// Since when they report to somebody else because their manager left.
    pub moved_up_at: Option<DateTime<Utc>>,
    pub beta_access: bool,
    availability: AvailabilityWord,
    away_until: Option<DateTime<Utc>>,
}

impl Person {
    pub fn name(&self) -> &str {
        self.full_name
            .as_ref()
            .map_or(&self.email, |name| name.as_str())
    }

    /// As colleagues call them.
    pub fn display_name(&self) -> &str {
        self.display_name
            .as_ref()
            .map_or_else(|| self.name(), |name| name.as_str())
    }

    pub fn availability(&self, now: DateTime<Utc>) -> Availability {
        Availability::at(now, self.availability, self.away_until)
    }

    pub fn details(&self) -> Details {
        Details {
            full_name: self.full_name.clone(),
            display_name: self.display_name.clone(),
            department: self.department_id,
            manager: self.manager_id,
        }
    }
}

pub(super) fn person(
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

/// Somebody who reports to somebody.
pub(super) struct Report {
    pub id: UserId,
    pub name: String,
    pub status: UserStatus,
}

/// The first of them by name. Who hasn't told theirs comes last.
pub(super) fn reports(
    read: &mut Read<'_>,
    (workspace, manager): (WorkspaceId, UserId),
    at_most: i64,
) -> Result<Vec<Report>, DbError> {
    let rows: Vec<(UserId, String, UserStatus)> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::manager_id.eq(manager))
        .filter(users::status.ne(UserStatus::Inactive))
        .order((users::full_name.asc(), users::id.asc()))
        .limit(at_most)
        .select((
            users::id,
            sql::<Text>("coalesce(users.full_name, users.email)"),
            users::status,
        ))
        .load(read.connection())?;
    let report = |(id, name, status)| Report { id, name, status };
    Ok(rows.into_iter().map(report).collect())
}

/// `None` for who was never here.
pub(super) fn last_seen(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let seen: Option<Option<DateTime<Utc>>> = user_presence::table
        .find((workspace, user))
        .select(sql::<Nullable<Timestamptz>>(
            "nullif(user_presence.last_seen_at, '-infinity')",
        ))
        .first(read.connection())
        .optional()?;
    Ok(seen.flatten())
}

/// Whose invitation they accepted: their id and what they are called. `None` for who needed none, or whose
/// inviter is gone.
pub(super) fn inviter(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<(UserId, String)>, DbError> {
    Ok(invitations::table
        .inner_join(
            users::table.on(users::workspace_id
                .eq(invitations::workspace_id)
                .and(users::id.nullable().eq(invitations::invited_by))),
        )
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::user_id.eq(user))
        .filter(invitations::status.ne(InvitationStatus::Cancelled))
        .select((
            users::id,
            sql::<Text>("coalesce(users.full_name, users.email)"),
        ))
        .first(read.connection())
        .optional()?)
}

/// `false` if it was so before.
pub(super) fn set_beta(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    is_on: bool,
) -> Result<bool, DbError> {
    let changed = diesel::update(users::table.find((workspace, user)))
        .filter(users::beta_access.ne(is_on))
        .set(users::beta_access.eq(is_on))
        .execute(tx.connection())?;
    Ok(changed == 1)
}
