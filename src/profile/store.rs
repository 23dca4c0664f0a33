use diesel::prelude::*;

use crate::access::PasswordHash;
use crate::db::schema::users;
use crate::db::{DbError, Tx};
use crate::types::{UserId, WorkspaceId};

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
