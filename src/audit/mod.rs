//! The audit log: who did what, on whom, when and from where.
//!
//! `record` writes in the transaction of the change. What identifies a person stands apart from the
//! event, so that it can be erased later (an empty object and an empty salt in `audit_details`); a
//! salted digest of it stays. `record_deletion` begins that; an entry says with `mentioning` whom it names
//! besides, so that it is found. `seal_waiting` is the sealing worker's work, `erase_waiting` the erasing
//! one's, and `verify` the operator's.
//! `Action` is every kind of entry. What they say is shown by `audit_log`.

mod action;
mod chain;
mod details;
mod entry;
mod erase;
mod seal;
mod store;
mod verify;

pub use crate::access::Target;
pub use action::{Action, UnknownAction};
pub use details::Stored;
pub use entry::Entry;
pub use erase::{erase_waiting, record_deletion};
pub use seal::seal_waiting;
pub use verify::{Broken, Head, Report, VerifyError, verify};

use crate::access::{Author, Refusal};
use crate::db::{Db, DbError, Tx};

/// Writes an entry; it is there if and only if the change is.
pub fn record(tx: &mut Tx<'_>, author: &Author, entry: Entry) -> Result<(), DbError> {
    record_all(tx, author, vec![entry])
}

/// Many entries of one change, in few statements.
pub fn record_all(tx: &mut Tx<'_>, author: &Author, entries: Vec<Entry>) -> Result<(), DbError> {
    store::insert(tx, author, entries)
}

/// What was left out of a change of many, because it was above its author's rights.
pub fn record_left_out(tx: &mut Tx<'_>, refusal: &Refusal) -> Result<(), DbError> {
    let entry = refused(refusal);
    if store::was_just_recorded(tx, &refusal.author, &entry)? {
        return Ok(());
    }
    record(tx, &refusal.author, entry)
}

fn refused(refusal: &Refusal) -> Entry {
    let entry = Entry::new(Action::AccessRefused).with("permission", refusal.permission.as_str());
    match refusal.attempt.clone() {
        None => entry,
        Some(attempt) => entry.trying(attempt),
    }
}

/// A refused attempt has no change to go with, so it gets a transaction of its own. The same one
/// within the minute says nothing new, and would let anybody fill the log.
pub async fn record_refusal(db: &Db, refusal: &Refusal) -> Result<(), DbError> {
    let refusal = refusal.clone();
    db.tx(move |tx| record_left_out(tx, &refusal)).await
}
