use std::time::Duration;

use super::model::{Attempt, Count, Rule};
use super::store::{self, Place};
use crate::db::{DbError, Tx};

/// Counts a try, as a failure for now. `Some` is how long to wait instead of trying.
pub fn begin(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<Option<Duration>, DbError> {
    let rows = store::lock(tx, attempt)?;
    let now = tx.now()?;
    let mut wait = None;
    let judged: Vec<(Place, Count)> = rows
        .into_iter()
        .map(|row| {
            let (count, entered) = row.count.at(now, row.place.rule);
            wait = wait.max(entered.err());
            (row.place, count)
        })
        .collect();
    for (place, count) in judged {
        let count = if wait.is_none() {
            count.with_one_more()
        } else {
            count
        };
        store::save(tx, attempt, &place, &count)?;
    }
    Ok(wait.map(|wait| wait.to_std().unwrap_or_default()))
}

/// The try was right after all. That clears the account here; elsewhere it only takes back what
/// `begin` counted, or somebody with an account of their own could go on for ever.
pub fn succeeded(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), DbError> {
    for row in store::lock(tx, attempt)? {
        let count = match row.place.rule {
            Rule::AccountFromNetwork => row.count.forgiven(),
            Rule::AccountFromAnywhere | Rule::Network => row.count.with_one_less(),
        };
        store::save(tx, attempt, &row.place, &count)?;
    }
    Ok(())
}
