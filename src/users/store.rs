pub(super) mod attention;
pub(super) mod counts;
pub(super) mod joining;
pub(super) mod leaving;

use diesel::prelude::*;

use crate::access::PasswordHash;
use crate::db::schema::{user_presence, user_roles, users};
use crate::db::{DbError, Read, Tx};
use crate::types::Names;
use crate::types::{EmailAddress, PersonName, RoleId, UserId, UserStatus, WorkspaceId};

pub struct NewActiveUser<'u> {
    pub email: &'u EmailAddress,
    pub full_name: &'u PersonName,
    /// The full name, where there is none of their own.
    pub display_name: Option<&'u PersonName>,
    pub password_hash: &'u PasswordHash,
    pub password_by: PasswordBy,
    pub role: RoleId,
    pub top_role_rank: i16,
}

/// Who thought of somebody's first password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordBy {
    Themselves,
    /// So it has to be replaced at the first sign-in.
    SomebodyElse,
}

/// Somebody who needs no invitation.
pub fn insert_active(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewActiveUser<'_>,
) -> Result<UserId, DbError> {
    let id = UserId::new();
    let now = tx.now()?;
    diesel::insert_into(users::table)
        .values((
            users::workspace_id.eq(workspace),
            users::id.eq(id),
            users::email.eq(new.email.typed()),
            users::email_key.eq(new.email.key()),
            users::full_name.eq(new.full_name),
            users::display_name.eq(new.display_name.unwrap_or(new.full_name)),
            users::status.eq(UserStatus::Active),
            users::password_hash.eq(new.password_hash.as_str()),
            users::must_change_password.eq(new.password_by == PasswordBy::SomebodyElse),
            users::top_role_rank.eq(new.top_role_rank),
            users::created_at.eq(now),
            users::activated_at.eq(now),
        ))
        .execute(tx.connection())?;
    diesel::insert_into(user_roles::table)
        .values((
            user_roles::workspace_id.eq(workspace),
            user_roles::user_id.eq(id),
            user_roles::role_id.eq(new.role),
        ))
        .execute(tx.connection())?;
    presence(tx, workspace, id)?;
    counts::count(tx, workspace, (None, Some(UserStatus::Active)), 1)?;
    Ok(id)
}

/// Everybody who is or was here has been seen some time, or never.
fn presence(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    diesel::insert_into(user_presence::table)
        .values((
            user_presence::workspace_id.eq(workspace),
            user_presence::user_id.eq(user),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct NamesRow {
    full_name: Option<PersonName>,
    display_name: Option<PersonName>,
}

impl TryFrom<NamesRow> for Names {
    type Error = DbError;

    fn try_from(row: NamesRow) -> Result<Self, DbError> {
        match (row.full_name, row.display_name) {
            (Some(full_name), Some(display_name)) => Ok(Self {
                full_name,
                display_name,
            }),
            _ => Err(DbError::Unreadable(
                "an active user without a name".to_owned(),
            )),
        }
    }
}

pub fn names(read: &mut Read<'_>, workspace: WorkspaceId, user: UserId) -> Result<Names, DbError> {
    users::table
        .find((workspace, user))
        .select(NamesRow::as_select())
        .first(read.connection())?
        .try_into()
}

pub(super) fn lock_names(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Names, DbError> {
    users::table
        .find((workspace, user))
        .select(NamesRow::as_select())
        .for_no_key_update()
        .first(tx.connection())?
        .try_into()
}

pub(super) fn set_names(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    names: &Names,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::full_name.eq(&names.full_name),
            users::display_name.eq(&names.display_name),
        ))
        .execute(tx.connection())?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Somebody {
    pub id: UserId,
    pub status: UserStatus,
    pub display_name: Option<String>,
}

pub(super) fn by_email(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    email: &EmailAddress,
) -> Result<Option<Somebody>, DbError> {
    Ok(users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .select(Somebody::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?)
}
