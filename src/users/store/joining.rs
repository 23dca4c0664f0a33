//! People who are invited: before they come, when they come, and when they don't.

use diesel::prelude::*;

use super::counts;
use crate::access::PasswordHash;
use crate::db::schema::{user_roles, users};
use crate::db::{DbError, Read, Tx};
use crate::types::Names;
use crate::types::{
    DepartmentId, EmailAddress, PersonName, RoleId, UserId, UserStatus, WorkspaceId,
};

/// Somebody who is invited.
#[derive(Clone, Debug)]
pub struct NewPendingUser {
    pub id: UserId,
    pub email: EmailAddress,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub roles: Vec<RoleId>,
    pub department: Option<DepartmentId>,
    pub top_role_rank: i16,
}

/// Somebody whose address is asked about.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Known {
    pub id: UserId,
    pub email_key: String,
    pub status: UserStatus,
    full_name: Option<String>,
    email: String,
}

impl Known {
    pub fn name(&self) -> &str {
        self.full_name.as_deref().unwrap_or(&self.email)
    }
}

/// Those of the addresses that are somebody's here.
pub fn known(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    emails: &[EmailAddress],
) -> Result<Vec<Known>, DbError> {
    let keys: Vec<&str> = emails.iter().map(EmailAddress::key).collect();
    Ok(users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq_any(keys))
        .select(Known::as_select())
        .load(read.connection())?)
}

/// Where mail to them goes.
pub fn addresses(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, EmailAddress)>, DbError> {
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(people))
        .select((users::id, users::email, users::email_key))
        .load(read.connection())?;
    let address = |(id, typed, key)| (id, EmailAddress::from_stored(typed, key));
    Ok(rows.into_iter().map(address).collect())
}

pub fn insert_pending(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[NewPendingUser],
) -> Result<(), DbError> {
    let now = tx.now()?;
    let rows: Vec<_> = people
        .iter()
        .map(|new| {
            (
                users::workspace_id.eq(workspace),
                users::id.eq(new.id),
                users::email.eq(new.email.typed()),
                users::email_key.eq(new.email.key()),
                users::full_name.eq(&new.full_name),
                users::display_name.eq(&new.display_name),
                users::status.eq(UserStatus::Pending),
                users::department_id.eq(new.department),
                users::top_role_rank.eq(new.top_role_rank),
                users::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(users::table)
        .values(rows)
        .execute(tx.connection())?;
    let roles: Vec<_> = people
        .iter()
        .flat_map(|new| new.roles.iter().map(|role| (new.id, *role)))
        .map(|(user, role)| {
            (
                user_roles::workspace_id.eq(workspace),
                user_roles::user_id.eq(user),
                user_roles::role_id.eq(role),
            )
        })
        .collect();
    diesel::insert_into(user_roles::table)
        .values(roles)
        .execute(tx.connection())?;
    let pending = Some(UserStatus::Pending);
    counts::count(tx, workspace, (None, pending), people.len())
}

/// Somebody who was invited is here. `false` if they aren't pending any more.
pub fn activate(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    names: &Names,
    hash: &PasswordHash,
) -> Result<bool, DbError> {
    let now = tx.now()?;
    let activated = diesel::update(users::table.find((workspace, user)))
        .filter(users::status.eq(UserStatus::Pending))
        .set((
            users::status.eq(UserStatus::Active),
            users::full_name.eq(&names.full_name),
            users::display_name.eq(&names.display_name),
            users::password_hash.eq(hash.as_str()),
            users::activated_at.eq(now),
        ))
        .execute(tx.connection())?;
    if activated == 0 {
        return Ok(false);
    }
    super::presence(tx, workspace, user)?;
    let (pending, active) = (Some(UserStatus::Pending), Some(UserStatus::Active));
    counts::count(tx, workspace, (pending, active), activated)?;
    Ok(true)
}

/// People who won't come, and so never were here.
pub fn remove_pending(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<(), DbError> {
    diesel::delete(user_roles::table)
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.eq_any(people))
        .execute(tx.connection())?;
    let removed = diesel::delete(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(people))
        .filter(users::status.eq(UserStatus::Pending))
        .execute(tx.connection())?;
    counts::count(tx, workspace, (Some(UserStatus::Pending), None), removed)
}
