use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};

use super::model::Count;
use crate::db::schema::{network_throttles, throttles};
use crate::db::{DbError, Read, Tx};
use crate::types::{TokenHash, WorkspaceId};

/// Long after the longest wait.
const KEPT_FOR: TimeDelta = TimeDelta::days(1);

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

/// Made where it isn't there yet. The update changes nothing but takes the row's lock. Keys come
/// in one order, so that two tries can't wait for each other.
pub(super) fn lock(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    key: TokenHash,
) -> Result<Count, DbError> {
    let now = tx.now()?;
    let columns = diesel::insert_into(throttles::table)
        .values((
            throttles::workspace_id.eq(workspace),
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

pub(super) fn save(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    key: TokenHash,
    count: &Count,
) -> Result<(), DbError> {
    diesel::update(throttles::table.find((workspace, key)))
        .set((
            throttles::failures.eq(count.failures),
            throttles::since.eq(count.since),
            throttles::strikes.eq(count.strikes),
            throttles::blocked_until.eq(count.blocked_until),
        ))
        .execute(tx.connection())?;
    Ok(())
}

const OF_NETWORK: (
    network_throttles::failures,
    network_throttles::since,
    network_throttles::strikes,
    network_throttles::blocked_until,
) = (
    network_throttles::failures,
    network_throttles::since,
    network_throttles::strikes,
    network_throttles::blocked_until,
);

pub(super) fn network(read: &mut Read<'_>, network: &str) -> Result<Option<Count>, DbError> {
    let columns: Option<Columns> = network_throttles::table
        .find(network)
        .select(OF_NETWORK)
        .first(read.connection())
        .optional()?;
    Ok(columns.map(Count::of))
}

pub(super) fn lock_network(tx: &mut Tx<'_>, network: &str) -> Result<Count, DbError> {
    let now = tx.now()?;
    let columns = diesel::insert_into(network_throttles::table)
        .values((
            network_throttles::network.eq(network),
            network_throttles::since.eq(now),
        ))
        .on_conflict(network_throttles::network)
        .do_update()
        .set(network_throttles::failures.eq(network_throttles::failures))
        .returning(OF_NETWORK)
        .get_result(tx.connection())?;
    Ok(Count::of(columns))
}

pub(super) fn save_network(tx: &mut Tx<'_>, network: &str, count: &Count) -> Result<(), DbError> {
    diesel::update(network_throttles::table.find(network))
        .set((
            network_throttles::failures.eq(count.failures),
            network_throttles::since.eq(count.since),
            network_throttles::strikes.eq(count.strikes),
            network_throttles::blocked_until.eq(count.blocked_until),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// For the cleaner: removes at most so many counts that no longer matter, and says how many.
pub fn remove_old(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - KEPT_FOR;
    let accounts = diesel::sql_query(
        "DELETE FROM throttles USING (
             SELECT workspace_id, key FROM throttles WHERE since < $1
             LIMIT $2 FOR UPDATE SKIP LOCKED
         ) AS old
         WHERE throttles.workspace_id = old.workspace_id AND throttles.key = old.key",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?;
    let networks = diesel::sql_query(
        "DELETE FROM network_throttles USING (
             SELECT network FROM network_throttles WHERE since < $1
             LIMIT $2 FOR UPDATE SKIP LOCKED
         ) AS old
         WHERE network_throttles.network = old.network",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?;
    Ok(accounts + networks)
}
