mod about;
mod claim;
mod enqueue;
mod erase;
mod own;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};

pub use about::{queued_about, written_about};
pub(super) use claim::{Claimed, Wanted, claim};
pub use enqueue::{NewMail, enqueue, enqueue_all, enqueue_at_most};
pub use erase::erase_recipients;
pub use own::{letterhead, own_server, retry_now, stuck};

use crate::db::schema::outbox;
use crate::db::{DbError, Tx};
use crate::types::LinkId;

const KEPT_FOR: TimeDelta = TimeDelta::days(90);
/// Most of these are addresses that strangers typed, which are nobody's business here.
const SKIPPED_KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// A claimed row, unless somebody else has it by now.
macro_rules! still_ours {
    ($claimed:expr) => {
        diesel::update(outbox::table.find(($claimed.mail.workspace, $claimed.mail.id)))
            .filter(outbox::state.eq("queued"))
            .filter(outbox::attempts.eq($claimed.attempts))
    };
}

/// What a repeat has to have in common with the first time. The id that was kept first stays. `None`
/// if the row is no longer this worker's.
pub(super) fn remember(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    link: Option<LinkId>,
    message_id: &str,
) -> Result<Option<String>, DbError> {
    let kept: Option<Option<String>> = still_ours!(claimed)
        .set((
            outbox::link_id.eq(link),
            outbox::message_id.eq(diesel::dsl::case_when(
                outbox::message_id.is_null(),
                Some(message_id),
            )
            .otherwise(outbox::message_id)),
        ))
        .returning(outbox::message_id)
        .get_result(tx.connection())
        .optional()?;
    Ok(kept.flatten())
}

/// Also when the lease has ended meanwhile: it did go out.
pub(super) fn mark_sent(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(outbox::table.find((claimed.mail.workspace, claimed.mail.id)))
        .filter(outbox::state.eq("queued"))
        .set((
            outbox::state.eq("sent"),
            outbox::sent_at.eq(now),
            outbox::lease_until.eq(None::<DateTime<Utc>>),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// `state` is `refused` or `skipped`, and `why` in words.
pub(super) fn give_up(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    state: &str,
    why: &str,
) -> Result<(), DbError> {
    still_ours!(claimed)
        .set((
            outbox::state.eq(state),
            outbox::last_error.eq(why),
            outbox::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn put_off(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    until: DateTime<Utc>,
    why: &str,
) -> Result<(), DbError> {
    still_ours!(claimed)
        .set((
            outbox::next_attempt_at.eq(until),
            outbox::last_error.eq(why),
            outbox::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Having had nowhere to go is no failed attempt.
pub(super) fn wait_for_server(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    until: DateTime<Utc>,
    why: &str,
) -> Result<(), DbError> {
    put_off(tx, claimed, until, why)?;
    still_ours!(claimed)
        .set(outbox::attempts.eq(0))
        .execute(tx.connection())?;
    Ok(())
}

/// For the cleaner: removes at most so many, and says how many. Once it is none, there is nothing left.
pub fn remove_done(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let now = tx.now()?;
    Ok(diesel::sql_query(
        "DELETE FROM outbox
         USING (
             SELECT workspace_id, id FROM outbox
             WHERE (state = 'skipped' AND created_at < $1)
                 OR (state IN ('sent', 'refused') AND created_at < $2)
             LIMIT $3
             FOR UPDATE SKIP LOCKED
         ) AS done
         WHERE outbox.workspace_id = done.workspace_id AND outbox.id = done.id",
    )
    .bind::<Timestamptz, _>(now - SKIPPED_KEPT_FOR)
    .bind::<Timestamptz, _>(now - KEPT_FOR)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?)
}
