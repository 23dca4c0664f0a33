use std::time::Duration;

use chrono::TimeDelta;

use super::model::{Attempt, Rule};
use super::store;
use crate::db::{DbError, Tx};

/// Counts a try on an account, as a failure for now. `Some` is how long to wait instead of trying.
///
/// The network is only looked at: a whole office that comes in at nine shouldn't stand in line for one
/// row.
pub fn begin(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<Option<Duration>, DbError> {
    let now = tx.now()?;
    let network = store::network(tx, &attempt.network())?;
    if let Some(wait) = network.and_then(|count| count.wait_at(now)) {
        return Ok(Some(in_whole(wait)));
    }
    let mut wait = None;
    let mut counts = Vec::new();
    for (rule, key) in attempt.keys() {
        let (count, entered) = store::lock(tx, attempt.workspace, key)?.at(now, rule);
        wait = wait.max(entered.err());
        counts.push((key, count));
    }
    for (key, count) in counts {
        let count = if wait.is_none() {
            count.with_one_more()
        } else {
            count
        };
        store::save(tx, attempt.workspace, key, &count)?;
    }
    Ok(wait.map(in_whole))
}

fn in_whole(wait: TimeDelta) -> Duration {
    wait.to_std().unwrap_or_default()
}

/// The try was wrong, which its network hears of too.
pub fn failed(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), DbError> {
    let network = attempt.network();
    let now = tx.now()?;
    let count = store::lock_network(tx, &network)?;
    let count = count.at(now, Rule::Network).0.with_one_more();
    // The last one that is free begins the wait, since nobody counts before the next try.
    store::save_network(tx, &network, &count.at(now, Rule::Network).0)
}

/// The try was right after all. That clears the account here; from everywhere it only takes back what
/// `begin` counted, or its owner would give strangers new tries with each sign-in.
pub fn succeeded(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), DbError> {
    for (rule, key) in attempt.keys() {
        let count = store::lock(tx, attempt.workspace, key)?;
        let count = match rule {
            Rule::AccountFromNetwork => count.forgiven(),
            Rule::AccountFromAnywhere | Rule::Network => count.with_one_less(),
        };
        store::save(tx, attempt.workspace, key, &count)?;
    }
    Ok(())
}
