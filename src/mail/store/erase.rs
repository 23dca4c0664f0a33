//! What was mailed to somebody who is removed for good.

use diesel::prelude::*;

use crate::db::schema::outbox;
use crate::db::{DbError, Tx};
use crate::types::WorkspaceId;

/// What waits to go to these addresses, by their keys, goes nowhere. Of the rest only its kind and its
/// times are left.
pub fn erase_recipients(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    keys: &[String],
) -> Result<(), DbError> {
    let theirs = outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .filter(outbox::recipient_key.eq_any(keys));
    diesel::update(theirs.clone().filter(outbox::state.eq("queued")))
        .set(outbox::state.eq("skipped"))
        .execute(tx.connection())?;
    diesel::update(theirs)
        .set((
            outbox::recipient.eq(""),
            outbox::recipient_key.eq(""),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(tx.connection())?;
    Ok(())
}
