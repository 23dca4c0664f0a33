use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::{Attempt, Count, Rule};
use crate::db::schema::{network_throttles, throttles};
use crate::db::{DbError, Tx};
use crate::types::TokenHash;

/// Where a count stands.
pub(super) struct Place {
    pub rule: Rule,
    key: Key,
}

enum Key {
    Account(TokenHash),
    Network(String),
}

pub(super) struct Row {
    pub place: Place,
    pub count: Count,
}

type Columns = (i32, DateTime<Utc>, i16, Option<DateTime<Utc>>);

impl Count {
    fn of((failures, since, strikes, blocked_until): Columns) -> Self {
        Self {
            failures,
            since,
            strikes,
            blocked_until,
        }
    }
}

/// Always in the same order, so that two tries can't wait for each other.
pub(super) fn lock(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<Vec<Row>, DbError> {
    let now = tx.now()?;
    let mut rows = Vec::new();
    for (rule, key) in attempt.keys() {
        let count = lock_account(tx, attempt, key, now)?;
        let key = Key::Account(key);
        rows.push(Row {
            place: Place { rule, key },
            count,
        });
    }
    let network = attempt.network();
    let count = lock_network(tx, &network, now)?;
    rows.push(Row {
        place: Place {
            rule: Rule::Network,
            key: Key::Network(network),
        },
        count,
    });
    Ok(rows)
}

/// Made where it isn't there yet. The update changes nothing but takes the row's lock.
fn lock_account(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    key: TokenHash,
    now: DateTime<Utc>,
) -> Result<Count, DbError> {
    let columns = diesel::insert_into(throttles::table)
        .values((
            throttles::workspace_id.eq(attempt.workspace),
            throttles::key.eq(key),
            throttles::since.eq(now),
        ))
        .on_conflict((throttles::workspace_id, throttles::key))
        .do_update()
        .set(throttles::failures.eq(throttles::failures))
        .returning((
            throttles::failures,
            throttles::since,
            throttles::strikes,
            throttles::blocked_until,
        ))
        .get_result(tx.connection())?;
    Ok(Count::of(columns))
}

fn lock_network(tx: &mut Tx<'_>, network: &str, now: DateTime<Utc>) -> Result<Count, DbError> {
    let columns = diesel::insert_into(network_throttles::table)
        .values((
            network_throttles::network.eq(network),
            network_throttles::since.eq(now),
        ))
        .on_conflict(network_throttles::network)
        .do_update()
        .set(network_throttles::failures.eq(network_throttles::failures))
        .returning((
            network_throttles::failures,
            network_throttles::since,
            network_throttles::strikes,
            network_throttles::blocked_until,
        ))
        .get_result(tx.connection())?;
    Ok(Count::of(columns))
}

pub(super) fn save(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    place: &Place,
    count: &Count,
) -> Result<(), DbError> {
    match &place.key {
        Key::Account(key) => diesel::update(throttles::table.find((attempt.workspace, *key)))
            .set((
                throttles::failures.eq(count.failures),
                throttles::since.eq(count.since),
                throttles::strikes.eq(count.strikes),
                throttles::blocked_until.eq(count.blocked_until),
            ))
            .execute(tx.connection())?,
        Key::Network(network) => diesel::update(network_throttles::table.find(network))
            .set((
                network_throttles::failures.eq(count.failures),
                network_throttles::since.eq(count.since),
                network_throttles::strikes.eq(count.strikes),
                network_throttles::blocked_until.eq(count.blocked_until),
            ))
            .execute(tx.connection())?,
    };
    Ok(())
}
