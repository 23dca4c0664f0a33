use diesel::prelude::*;

use super::model::Account;
use crate::access::PasswordHash;
use crate::db::schema::users;
use crate::db::{DbError, Read, Tx};
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Row {
    id: UserId,
    email: String,
    email_key: String,
    full_name: Option<String>,
    display_name: Option<String>,
    status: UserStatus,
}

/// Somebody with this address, and whether they are active.
pub(super) enum Known {
    Active(Account),
    Pending,
    Inactive,
}

pub(super) fn active(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Account>, DbError> {
    let row: Option<Row> = users::table
        .find((workspace, user))
        .select(Row::as_select())
        .first(read.connection())
        .optional()?;
    Ok(row.and_then(|row| row.known().active()))
}

/// Locks the row: links are made and passwords set by who holds it.
pub(super) fn lock(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Account>, DbError> {
    let row: Option<Row> = users::table
        .find((workspace, user))
        .select(Row::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    Ok(row.and_then(|row| row.known().active()))
}

pub(super) fn lock_by_email(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    email: &EmailAddress,
) -> Result<Option<Known>, DbError> {
    let row: Option<Row> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .select(Row::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    Ok(row.map(Row::known))
}

pub(super) fn set_password(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    hash: &PasswordHash,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::password_hash.eq(hash.as_str()),
            users::must_change_password.eq(false),
        ))
        .execute(tx.connection())?;
    Ok(())
}

impl Row {
    fn known(self) -> Known {
        match self.status {
            UserStatus::Active => Known::Active(Account {
                user: self.id,
                name: self.full_name.unwrap_or_default(),
                display_name: self.display_name.unwrap_or_default(),
                email: EmailAddress::from_stored(self.email, self.email_key),
            }),
            UserStatus::Pending => Known::Pending,
            UserStatus::Inactive => Known::Inactive,
        }
    }
}

impl Known {
    pub fn active(self) -> Option<Account> {
        match self {
            Self::Active(account) => Some(account),
            Self::Pending | Self::Inactive => None,
        }
    }
}
