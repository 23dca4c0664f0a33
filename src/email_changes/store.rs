use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::{Account, Awaited, Wished};
use crate::db::schema::{email_changes, link_tokens, users};
use crate::db::{DbError, Read, Tx};
use crate::types::{EmailAddress, LinkId, UserId, UserStatus, WorkspaceId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Row {
    id: UserId,
    email: String,
    email_key: String,
    full_name: Option<String>,
    status: UserStatus,
}

impl Row {
    fn account(self) -> Account {
        Account {
            user: self.id,
            name: self.full_name.unwrap_or_else(|| self.email.clone()),
            email: EmailAddress::from_stored(self.email, self.email_key),
            status: self.status,
        }
    }
}

pub(super) fn account(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Account>, DbError> {
    let row: Option<Row> = users::table
        .find((workspace, user))
        .select(Row::as_select())
        .first(read.connection())
        .optional()?;
    Ok(row.map(Row::account))
}

/// Locks the row: links are made and addresses changed by who holds it.
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
    Ok(row.map(Row::account))
}

/// Whether it is the address of somebody else here.
pub(super) fn is_anothers(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    email: &EmailAddress,
) -> Result<bool, DbError> {
    let other: Option<UserId> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .filter(users::id.ne(user))
        .select(users::id)
        .first(read.connection())
        .optional()?;
    Ok(other.is_some())
}

/// What was asked for last, whatever has become of its link.
pub(super) fn wished(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Wished>, DbError> {
    let row: Option<(String, String, LinkId, UserId)> = email_changes::table
        .find((workspace, user))
        .select((
            email_changes::email,
            email_changes::email_key,
            email_changes::link_id,
            email_changes::asked_by,
        ))
        .first(read.connection())
        .optional()?;
    Ok(row.map(|(typed, key, link, asked_by)| Wished {
        email: EmailAddress::from_stored(typed, key),
        link,
        asked_by,
    }))
}

/// For whom somebody asked last.
pub(super) fn asked_by(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    asker: UserId,
) -> Result<Vec<UserId>, DbError> {
    Ok(email_changes::table
        .filter(email_changes::workspace_id.eq(workspace))
        .filter(email_changes::asked_by.eq(asker))
        .select(email_changes::user_id)
        .load(read.connection())?)
}

/// `None` where nothing is asked for, or its link is dead.
pub fn awaited(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Awaited>, DbError> {
    let now = read.now()?;
    let row: Option<(String, Option<DateTime<Utc>>)> = email_changes::table
        .inner_join(
            link_tokens::table.on(link_tokens::workspace_id
                .eq(email_changes::workspace_id)
                .and(link_tokens::id.eq(email_changes::link_id))),
        )
        .filter(email_changes::workspace_id.eq(workspace))
        .filter(email_changes::user_id.eq(user))
        .filter(link_tokens::superseded_at.is_null())
        .filter(link_tokens::withdrawn_at.is_null())
        .filter(link_tokens::used_at.is_null())
        .filter(link_tokens::expires_at.gt(now))
        .select((email_changes::email, link_tokens::expires_at))
        .first(read.connection())
        .optional()?;
    Ok(row.and_then(|(email, until)| {
        let until = until?;
        Some(Awaited { email, until })
    }))
}

pub(super) fn wish(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    wished: &Wished,
) -> Result<(), DbError> {
    let what = (
        email_changes::email.eq(wished.email.typed()),
        email_changes::email_key.eq(wished.email.key()),
        email_changes::link_id.eq(wished.link),
        email_changes::asked_by.eq(wished.asked_by),
    );
    diesel::insert_into(email_changes::table)
        .values((
            email_changes::workspace_id.eq(workspace),
            email_changes::user_id.eq(user),
            what,
        ))
        .on_conflict((email_changes::workspace_id, email_changes::user_id))
        .do_update()
        .set(what)
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    diesel::delete(email_changes::table.find((workspace, user))).execute(tx.connection())?;
    Ok(())
}

/// `Duplicate` where somebody else has it.
pub(super) fn set_address(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    email: &EmailAddress,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::email.eq(email.typed()),
            users::email_key.eq(email.key()),
        ))
        .execute(tx.connection())?;
    Ok(())
}
