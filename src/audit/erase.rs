//! Somebody is gone for good, and with them what identifies them in the log.

use super::store::erasing;
use super::{Action, Entry, Target, record};
use crate::access::Author;
use crate::db::{Batch, Db, DbError, Tx};
use crate::types::UserId;

/// A busy person stands in fifty thousand entries, which is more than a request has time for.
const ENTRIES_AT_ONCE: i64 = 1_000;

/// What identifies them is erased from the log, and the deletion itself is recorded, which explains that
/// to the verifier. What is too much for now follows; until then the log shows none of it. `addresses` are
/// theirs, in lower case.
pub fn record_deletion(
    tx: &mut Tx<'_>,
    author: &Author,
    user: UserId,
    addresses: &[String],
) -> Result<(), DbError> {
    let key = (author.workspace, user);
    erasing::note_addresses(tx, key, addresses)?;
    let count = erasing::count(tx, key)?;
    let begun = erasing::begin(tx, key)?;
    erasing::erase_some(tx, begun, ENTRIES_AT_ONCE)?;
    let entry = Entry::new(Action::UserDeleted)
        .on_nameless(Target::User(user))
        .with("erased", count);
    record(tx, author, entry)
}

/// Erases some of what deletions left to do. Any number of servers may be at it.
pub async fn erase_waiting(db: Db) -> Result<Batch, DbError> {
    db.tx(|tx| {
        let Some(begun) = erasing::take_begun(tx)? else {
            return Ok(Batch::Last);
        };
        erasing::erase_some(tx, begun, ENTRIES_AT_ONCE)?;
        Ok(Batch::More)
    })
    .await
}
