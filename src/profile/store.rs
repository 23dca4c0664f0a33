use diesel::prelude::*;

use crate::db::schema::users;
use crate::db::{DbError, Read, Tx};
use crate::types::{UserId, WorkspaceId};

/// Whether somebody is mailed when a person joins whom they invited.
pub(super) fn told_of_joiners(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, DbError> {
    Ok(users::table
        .find((workspace, user))
        .select(users::told_of_joiners)
        .first(read.connection())?)
}

pub(super) fn tell_of_joiners(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    wanted: bool,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set(users::told_of_joiners.eq(wanted))
        .execute(tx.connection())?;
    Ok(())
}
