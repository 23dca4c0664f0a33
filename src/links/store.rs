use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::{Dead, Found, Link, LinkFor, Purpose, Redeemable, Spent};
use crate::db::schema::link_tokens;
use crate::db::{DbError, Read, Tx};
use crate::types::{LinkId, SecretToken, TokenHash, WorkspaceId};

/// So long a dead link can say why it is dead.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

/// What the token is derived from besides the link, and found by.
#[derive(Queryable, Selectable)]
#[diesel(table_name = link_tokens)]
pub(super) struct Row {
    pub nonce: Vec<u8>,
    pub key_id: String,
    pub token_hash: TokenHash,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = link_tokens)]
struct State {
    id: LinkId,
    subject_id: Uuid,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    superseded_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

/// Neither used nor replaced nor withdrawn; it may have expired.
macro_rules! open {
    () => {
        link_tokens::superseded_at
            .is_null()
            .and(link_tokens::withdrawn_at.is_null())
            .and(link_tokens::used_at.is_null())
    };
}

/// `None` if no link of this workspace and purpose has the token. By the database's clock.
pub fn look_up(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    purpose: Purpose,
    token: &SecretToken,
) -> Result<Option<Found>, DbError> {
    let now = read.now()?;
    let state: Option<State> = link_tokens::table
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::token_hash.eq(token.hash()))
        .filter(link_tokens::purpose.eq(purpose.as_str()))
        .select(State::as_select())
        .first(read.connection())
        .optional()?;
    Ok(state.map(|state| {
        let dead = state.dead(now);
        let link = state.link(workspace, purpose);
        match dead {
            None => Found::Live(Redeemable::new(link)),
            Some(why) => Found::Dead(link, why),
        }
    }))
}

/// What a link was for, dead or alive. One look at an index, whatever it finds.
pub fn subject_of(
    read: &mut Read<'_>,
    (workspace, purpose): (WorkspaceId, Purpose),
    token: &SecretToken,
) -> Result<Option<Uuid>, DbError> {
    Ok(link_tokens::table
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::token_hash.eq(token.hash()))
        .filter(link_tokens::purpose.eq(purpose.as_str()))
        .select(link_tokens::subject_id)
        .first(read.connection())
        .optional()?)
}

/// Whether a link that was live when it was looked up still is. For who holds what it is for, so that it
/// stays so.
pub fn is_open(read: &mut Read<'_>, link: &Link) -> Result<bool, DbError> {
    let now = read.now()?;
    let open: Option<LinkId> = link_tokens::table
        .find((link.workspace, link.id))
        .filter(open!())
        .filter(
            link_tokens::expires_at
                .is_null()
                .or(link_tokens::expires_at.gt(now)),
        )
        .select(link_tokens::id)
        .first(read.connection())
        .optional()?;
    Ok(open.is_some())
}

/// Uses a link up. `None` if it has died since it was looked up.
pub fn spend(tx: &mut Tx<'_>, link: Redeemable) -> Result<Option<Spent>, DbError> {
    let now = tx.now()?;
    let spent = diesel::update(link_tokens::table.find((link.workspace, link.id)))
        .filter(open!())
        .filter(
            link_tokens::expires_at
                .is_null()
                .or(link_tokens::expires_at.gt(now)),
        )
        .set(link_tokens::used_at.eq(now))
        .execute(tx.connection())?;
    Ok((spent == 1).then(|| link.spent()))
}

/// Ends what is open without a new one.
pub fn withdraw(
    tx: &mut Tx<'_>,
    (workspace, purpose): (WorkspaceId, Purpose),
    subjects: &[Uuid],
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(link_tokens::table)
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::purpose.eq(purpose.as_str()))
        .filter(link_tokens::subject_id.eq_any(subjects))
        .filter(open!())
        .set(link_tokens::withdrawn_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// The same for every purpose that has this subject.
pub fn withdraw_all_of(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    subject: Uuid,
) -> Result<(), DbError> {
    let now = tx.now()?;
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.as_str());
    diesel::update(link_tokens::table)
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::purpose.eq_any(purposes))
        .filter(link_tokens::subject_id.eq(subject))
        .filter(open!())
        .set(link_tokens::withdrawn_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// Before the subject is removed for good. Nothing says any more why they are dead.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Uuid) -> Result<(), DbError> {
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.as_str());
    diesel::delete(link_tokens::table)
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::purpose.eq_any(purposes))
        .filter(link_tokens::subject_id.eq(subject))
        .execute(tx.connection())?;
    Ok(())
}

/// How many links somebody was given since then.
pub fn minted_since(
    read: &mut Read<'_>,
    wanted: &LinkFor,
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(link_tokens::table
        .filter(link_tokens::workspace_id.eq(wanted.workspace))
        .filter(link_tokens::purpose.eq(wanted.purpose.as_str()))
        .filter(link_tokens::subject_id.eq(wanted.subject))
        .filter(link_tokens::created_at.gt(since))
        .count()
        .get_result(read.connection())?)
}

/// How long until one more is due, where somebody gets only so many within a span of time.
pub fn wait_for_another(
    read: &mut Read<'_>,
    wanted: &LinkFor,
    (most, within): (i64, TimeDelta),
) -> Result<Option<Duration>, DbError> {
    let since = read.now()? - within;
    let first_that_counts: Option<DateTime<Utc>> = link_tokens::table
        .filter(link_tokens::workspace_id.eq(wanted.workspace))
        .filter(link_tokens::purpose.eq(wanted.purpose.as_str()))
        .filter(link_tokens::subject_id.eq(wanted.subject))
        .filter(link_tokens::created_at.gt(since))
        .order(link_tokens::created_at.desc())
        .offset(most - 1)
        .select(link_tokens::created_at)
        .first(read.connection())
        .optional()?;
    Ok(first_that_counts.map(|made_at| (made_at - since).to_std().unwrap_or_default()))
}

pub(super) fn supersede(
    tx: &mut Tx<'_>,
    (workspace, purpose): (WorkspaceId, Purpose),
    subjects: &[Uuid],
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(link_tokens::table)
        .filter(link_tokens::workspace_id.eq(workspace))
        .filter(link_tokens::purpose.eq(purpose.as_str()))
        .filter(link_tokens::subject_id.eq_any(subjects))
        .filter(open!())
        .set(link_tokens::superseded_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn insert<'l>(
    tx: &mut Tx<'_>,
    links: impl IntoIterator<Item = (&'l Link, &'l Row)>,
) -> Result<(), DbError> {
    let rows: Vec<_> = links
        .into_iter()
        .map(|(link, row)| {
            (
                link_tokens::workspace_id.eq(link.workspace),
                link_tokens::id.eq(link.id),
                link_tokens::purpose.eq(link.purpose.as_str()),
                link_tokens::subject_id.eq(link.subject),
                link_tokens::token_hash.eq(row.token_hash),
                link_tokens::nonce.eq(&row.nonce),
                link_tokens::key_id.eq(&row.key_id),
                link_tokens::created_at.eq(link.created_at),
                link_tokens::expires_at.eq(link.expires_at),
            )
        })
        .collect();
    diesel::insert_into(link_tokens::table)
        .values(rows)
        .execute(tx.connection())?;
    Ok(())
}

/// The open link of a subject, if it is the one that is asked for.
pub(super) fn lock_open(
    tx: &mut Tx<'_>,
    wanted: &LinkFor,
    id: Option<LinkId>,
) -> Result<Option<(Link, Row)>, DbError> {
    let found: Option<(State, Row)> = link_tokens::table
        .filter(link_tokens::workspace_id.eq(wanted.workspace))
        .filter(link_tokens::purpose.eq(wanted.purpose.as_str()))
        .filter(link_tokens::subject_id.eq(wanted.subject))
        .filter(open!())
        .select((State::as_select(), Row::as_select()))
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    let found = found.filter(|(state, _)| id.is_none_or(|id| id == state.id));
    Ok(found.map(|(state, row)| (state.link(wanted.workspace, wanted.purpose), row)))
}

pub(super) fn set_expiry(
    tx: &mut Tx<'_>,
    link: &Link,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(link_tokens::table.find((link.workspace, link.id)))
        .set(link_tokens::expires_at.eq(expires_at))
        .execute(tx.connection())?;
    Ok(())
}

/// Dead since before `$1`.
const DEAD_LONG_AGO: &str = "created_at < $1
    AND least(superseded_at, withdrawn_at, used_at, expires_at) < $1";

/// For the cleaner: removes at most so many of one workspace, and says how many. Once it is none,
/// there is nothing left.
pub fn remove_dead(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - KEPT_FOR;
    let Some(workspace) = workspace_with_dead(tx, before)? else {
        return Ok(0);
    };
    Ok(diesel::sql_query(format!(
        "DELETE FROM link_tokens
         USING (
             SELECT workspace_id, id FROM link_tokens
             WHERE workspace_id = $2 AND {DEAD_LONG_AGO}
             LIMIT $3
             FOR UPDATE SKIP LOCKED
         ) AS dead
         WHERE link_tokens.workspace_id = dead.workspace_id AND link_tokens.id = dead.id"
    ))
    .bind::<Timestamptz, _>(before)
    .bind::<SqlUuid, _>(workspace)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?)
}

fn workspace_with_dead(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
) -> Result<Option<WorkspaceId>, DbError> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = SqlUuid)]
        workspace_id: WorkspaceId,
    }
    let found: Option<Found> = diesel::sql_query(format!(
        "SELECT workspace_id FROM link_tokens WHERE {DEAD_LONG_AGO} LIMIT 1"
    ))
    .bind::<Timestamptz, _>(before)
    .get_result(tx.connection())
    .optional()?;
    Ok(found.map(|found| found.workspace_id))
}

impl State {
    /// What was done with it says more than that its time is over.
    fn dead(&self, now: DateTime<Utc>) -> Option<Dead> {
        if self.used_at.is_some() {
            Some(Dead::Used)
        } else if self.withdrawn_at.is_some() {
            Some(Dead::Withdrawn)
        } else if self.superseded_at.is_some() {
            Some(Dead::Superseded)
        } else if self.expires_at.is_some_and(|end| end <= now) {
            Some(Dead::Expired)
        } else {
            None
        }
    }

    fn link(self, workspace: WorkspaceId, purpose: Purpose) -> Link {
        Link {
            id: self.id,
            workspace,
            purpose,
            subject: self.subject_id,
            created_at: self.created_at,
            expires_at: self.expires_at,
        }
    }
}
