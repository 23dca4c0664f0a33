use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Interval, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::{Letterhead, Queued};
use crate::db::schema::{outbox, workspace_slugs, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::types::{EmailAddress, LinkId, OutboxId, WorkspaceId, Zone};

const KEPT_FOR: TimeDelta = TimeDelta::days(90);
/// Most of these are addresses that strangers typed, which are nobody's business here.
const SKIPPED_KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// A mail to be: whom it goes to and what it is about, not what it says.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'m> {
    pub kind: &'static str,
    pub recipient: &'m EmailAddress,
    pub subject: Option<Uuid>,
    /// Where the link was made before the mail.
    pub link: Option<LinkId>,
}

/// A row that this worker has for itself until its lease ends.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub mail: Queued,
    pub kind: String,
    pub created_at: DateTime<Utc>,
    /// This one included. It tells a worker whose lease ended from the one that took over.
    pub attempts: i32,
    pub last_error: Option<String>,
}

/// Sends a mail if and only if this transaction commits.
pub fn enqueue(tx: &mut Tx<'_>, workspace: WorkspaceId, new: &NewMail<'_>) -> Result<(), DbError> {
    enqueue_at_most(tx, workspace, new, i64::MAX)
}

/// The same for many.
pub fn enqueue_all(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    mails: &[NewMail<'_>],
) -> Result<(), DbError> {
    let now = tx.now()?;
    let rows: Vec<_> = mails
        .iter()
        .map(|new| {
            (
                outbox::workspace_id.eq(workspace),
                outbox::id.eq(OutboxId::new()),
                outbox::kind.eq(new.kind),
                outbox::subject_id.eq(new.subject),
                outbox::link_id.eq(new.link),
                outbox::recipient.eq(new.recipient.typed()),
                outbox::recipient_key.eq(new.recipient.key()),
                outbox::next_attempt_at.eq(now),
                outbox::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(outbox::table)
        .values(rows)
        .execute(tx.connection())?;
    Ok(())
}

/// The same for what strangers can ask for: nothing, where this many of the kind were queued for the
/// address within the hour, whatever has become of them.
pub fn enqueue_at_most(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewMail<'_>,
    an_hour: i64,
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::sql_query(
        "INSERT INTO outbox (workspace_id, id, kind, subject_id, link_id, recipient, recipient_key,
                             next_attempt_at, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8
         WHERE (SELECT count(*) FROM outbox
                WHERE workspace_id = $1 AND recipient_key = $7
                    AND created_at > $8 - interval '1 hour' AND kind = $3) < $9",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(OutboxId::new())
    .bind::<Text, _>(new.kind)
    .bind::<Nullable<SqlUuid>, _>(new.subject)
    .bind::<Nullable<SqlUuid>, _>(new.link)
    .bind::<Text, _>(new.recipient.typed())
    .bind::<Text, _>(new.recipient.key())
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(an_hour)
    .execute(tx.connection())?;
    Ok(())
}

/// How many of a kind were queued about something since then, whatever has become of them.
pub fn queued_about(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, subject): (&str, Uuid),
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .filter(outbox::subject_id.eq(subject))
        .filter(outbox::created_at.gt(since))
        .filter(outbox::kind.eq(kind))
        .count()
        .get_result(read.connection())?)
}

/// How many of a kind went out about something since then.
pub fn sent_about(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, subject): (&str, Uuid),
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .filter(outbox::subject_id.eq(subject))
        .filter(outbox::created_at.gt(since))
        .filter(outbox::kind.eq(kind))
        .filter(outbox::state.eq("sent"))
        .count()
        .get_result(read.connection())?)
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    workspace_id: WorkspaceId,
    #[diesel(sql_type = SqlUuid)]
    id: OutboxId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    subject_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    link_id: Option<LinkId>,
    #[diesel(sql_type = Text)]
    recipient: String,
    #[diesel(sql_type = Text)]
    recipient_key: String,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// What is due, in any workspace, and not in another worker's hands.
pub(super) fn claim(
    tx: &mut Tx<'_>,
    most: usize,
    lease: TimeDelta,
) -> Result<Vec<Claimed>, DbError> {
    let now = tx.now()?;
    let rows: Vec<ClaimedRow> = diesel::sql_query(
        "WITH due AS MATERIALIZED (
             SELECT workspace_id, id FROM outbox
             WHERE state = 'queued' AND next_attempt_at <= $1
                 AND (lease_until IS NULL OR lease_until <= $1)
             ORDER BY next_attempt_at
             LIMIT $3
             FOR UPDATE SKIP LOCKED
         )
         UPDATE outbox SET lease_until = $1 + $2, attempts = attempts + 1
         FROM due
         WHERE outbox.workspace_id = due.workspace_id AND outbox.id = due.id
         RETURNING outbox.workspace_id, outbox.id, kind, subject_id, link_id, recipient,
                   recipient_key, attempts, last_error, created_at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Interval, _>(lease)
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .load(tx.connection())?;
    Ok(rows.into_iter().map(ClaimedRow::claimed).collect())
}

impl ClaimedRow {
    fn claimed(self) -> Claimed {
        Claimed {
            mail: Queued {
                id: self.id,
                workspace: self.workspace_id,
                subject: self.subject_id,
                recipient: EmailAddress::from_stored(self.recipient, self.recipient_key),
                link: self.link_id,
            },
            kind: self.kind,
            created_at: self.created_at,
            attempts: self.attempts,
            last_error: self.last_error,
        }
    }
}

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

pub(super) fn letterhead(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Letterhead, DbError> {
    let (slug, name, time_zone): (_, String, String) = workspaces::table
        .inner_join(workspace_slugs::table.on(workspace_slugs::workspace_id.eq(workspaces::id)))
        .filter(workspaces::id.eq(workspace))
        .select((
            workspace_slugs::slug,
            workspaces::name,
            workspaces::time_zone,
        ))
        .first(read.connection())?;
    Ok(Letterhead {
        slug,
        workspace: name,
        time_zone: Zone::from_stored(&time_zone),
    })
}
