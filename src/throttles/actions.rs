use std::net::IpAddr;
use std::time::Duration;

use chrono::TimeDelta;

use super::model::{Attempt, Rule, network_of};
use super::store;
use crate::db::{DbError, Read, Tx};
use crate::types::{TokenHash, WorkspaceId};

/// Counts a try on an account, as a failure for now. `Some` is how long to wait instead of trying.
///
/// The network is only looked at: a whole office that comes in at nine shouldn't stand in line for one
/// row.
pub fn begin(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<Option<Duration>, DbError> {
    if let Some(wait) = network_waits(tx, attempt.from)? {
        return Ok(Some(wait));
    }
    let now = tx.now()?;
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

/// How long everybody at this network has to wait, if they do. Looks, and counts nothing.
pub fn network_waits(
    read: &mut Read<'_>,
    from: Option<IpAddr>,
) -> Result<Option<Duration>, DbError> {
    let Some(count) = store::network(read, &network_of(from))? else {
        return Ok(None);
    };
    Ok(count.wait_at(read.now()?).map(in_whole))
}

/// Counts a letter that somebody who isn't signed in has us write, each kind for itself. `Some` is how
/// long to wait instead.
pub fn ask_for_mail(
    tx: &mut Tx<'_>,
    from: Option<IpAddr>,
    kind: &str,
) -> Result<Option<Duration>, DbError> {
    let place = format!("{kind} {}", network_of(from));
    let now = tx.now()?;
    let (count, entered) = store::lock_network(tx, &place)?.at(now, Rule::MailFromNetwork);
    let count = match entered {
        Ok(()) => count.with_one_more(),
        Err(_) => count,
    };
    store::save_network(tx, &place, &count)?;
    Ok(entered.err().map(in_whole))
}

/// Counts a test of a workspace's mail server, which would make Muster talk to it as often as
/// somebody clicks. `Some` is how long to wait instead.
pub fn try_mail_server(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<Option<Duration>, DbError> {
    let key = TokenHash::of(b"mail test");
    let now = tx.now()?;
    let (count, entered) = store::lock(tx, workspace, key)?.at(now, Rule::MailTest);
    let count = match entered {
        Ok(()) => count.with_one_more(),
        Err(_) => count,
    };
    store::save(tx, workspace, key, &count)?;
    Ok(entered.err().map(in_whole))
}

fn in_whole(wait: TimeDelta) -> Duration {
    wait.to_std().unwrap_or_default()
}

/// The try was wrong, which its network hears of too.
pub fn failed(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<(), DbError> {
    let network = network_of(attempt.from);
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
            Rule::AccountFromAnywhere | Rule::Network | Rule::MailFromNetwork | Rule::MailTest => {
                count.with_one_less()
            }
        };
        store::save(tx, attempt.workspace, key, &count)?;
    }
    Ok(())
}
