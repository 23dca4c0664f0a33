use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::access::{Client, PasswordHash};
use crate::db::schema::{sessions, users, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::types::{SessionId, TokenHash, UserId, WorkspaceId};

/// What signing in needs to know of somebody, whatever state they are in.
pub(super) struct Account {
    pub user: UserId,
    pub name: String,
    pub password_hash: Option<PasswordHash>,
}

pub(super) fn account(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    email_key: &str,
) -> Result<Option<Account>, DbError> {
    let row: Option<(UserId, Option<String>, Option<String>)> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email_key))
        .select((users::id, users::display_name, users::password_hash))
        .first(read.connection())
        .optional()?;
    Ok(row.map(|(user, name, hash)| Account {
        user,
        name: name.unwrap_or_default(),
        password_hash: hash.map(PasswordHash::from_stored),
    }))
}

/// Whether the password that was checked is still the one; if so, it stays so until the end.
pub(super) fn lock_if_unchanged(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    verified: Option<&PasswordHash>,
) -> Result<bool, DbError> {
    let hash = verified.map(PasswordHash::as_str);
    let found: Option<UserId> = users::table
        .find((workspace, user))
        .filter(users::password_hash.is_not_distinct_from(hash))
        .select(users::id)
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    Ok(found.is_some())
}

/// Whether somebody is there; if so, they stay until the end.
pub(super) fn keep(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<bool, DbError> {
    let found: Option<UserId> = users::table
        .find((workspace, user))
        .select(users::id)
        .for_key_share()
        .first(tx.connection())
        .optional()?;
    Ok(found.is_some())
}

pub(super) fn set_hash(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    hash: &PasswordHash,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set(users::password_hash.eq(hash.as_str()))
        .execute(tx.connection())?;
    Ok(())
}
/// How long a session that has ended can still be looked up.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

const WORKSPACES_AT_ONCE: i64 = 50;

/// Ended, expired or unused for too long, whatever came first, before `$1`. All of these come after
/// `created_at`, which has the index.
const ENDED_LONG_AGO: &str = "sessions.created_at < $1
    AND least(
        sessions.ended_at, sessions.expires_at,
        sessions.created_at + make_interval(hours => workspaces.session_hours),
        sessions.last_seen_at + make_interval(hours => workspaces.session_idle_hours)
    ) < $1";

pub(super) struct NewSession<'s> {
    pub id: SessionId,
    pub token_hash: TokenHash,
    pub user: UserId,
    pub client: &'s Client,
}

#[derive(QueryableByName)]
struct Started {
    #[diesel(sql_type = Text)]
    display_name: String,
}

/// One statement, so that nobody gets a session who is deactivated at the same moment. Says whose
/// it is.
pub(super) fn insert_if_active(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewSession<'_>,
) -> Result<Option<String>, DbError> {
    let now = tx.now()?;
    let started: Option<Started> = diesel::sql_query(
        "WITH person AS (
             SELECT users.workspace_id, users.id, coalesce(users.display_name, '') AS display_name,
                    workspaces.session_hours
             FROM users
             JOIN workspaces ON workspaces.id = users.workspace_id
             WHERE users.workspace_id = $1 AND users.id = $2 AND users.status = 'active'
             FOR SHARE OF users
         ), started AS (
             INSERT INTO sessions
                 (workspace_id, id, token_hash, user_id, created_at, last_seen_at, password_at,
                  expires_at, ip, user_agent)
             SELECT workspace_id, $3, $4, id, $5, $5, $5,
                    $5 + make_interval(hours => session_hours), $6, $7
             FROM person
         ), seen AS (
             INSERT INTO user_presence (workspace_id, user_id, last_seen_at)
             SELECT workspace_id, id, $5 FROM person
             ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
         )
         SELECT display_name FROM person",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(new.user)
    .bind::<SqlUuid, _>(new.id)
    .bind::<Binary, _>(new.token_hash)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Text>, _>(new.client.ip.map(|ip| ip.to_string()))
    .bind::<Nullable<Text>, _>(new.client.user_agent.as_deref())
    .get_result(tx.connection())
    .optional()?;
    Ok(started.map(|started| started.display_name))
}

/// Whether this call is the one that ended it.
pub(super) fn end(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    session: SessionId,
) -> Result<bool, DbError> {
    let now = tx.now()?;
    let ended = diesel::update(sessions::table.find((workspace, session)))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(tx.connection())?;
    Ok(ended == 1)
}

/// One of somebody's. `None` if it isn't theirs; `false` if it had ended before.
pub fn end_of(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    session: SessionId,
) -> Result<Option<bool>, DbError> {
    if !belongs_to(tx, workspace, session, user)? {
        return Ok(None);
    }
    Ok(Some(end(tx, workspace, session)?))
}

/// How many there were.
pub fn end_all(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<usize, DbError> {
    let now = tx.now()?;
    let open = sessions::table
        .filter(sessions::workspace_id.eq(workspace))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null());
    Ok(diesel::update(open)
        .set(sessions::ended_at.eq(now))
        .execute(tx.connection())?)
}

/// Before somebody is removed for good.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    diesel::delete(sessions::table)
        .filter(sessions::workspace_id.eq(workspace))
        .filter(sessions::user_id.eq(user))
        .execute(tx.connection())?;
    Ok(())
}

/// How many there were.
pub(super) fn end_all_but(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    kept: SessionId,
) -> Result<usize, DbError> {
    let now = tx.now()?;
    let open = sessions::table
        .filter(sessions::workspace_id.eq(workspace))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(kept));
    Ok(diesel::update(open)
        .set(sessions::ended_at.eq(now))
        .execute(tx.connection())?)
}

pub(super) fn belongs_to(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    session: SessionId,
    user: UserId,
) -> Result<bool, DbError> {
    let owner: Option<UserId> = sessions::table
        .find((workspace, session))
        .select(sessions::user_id)
        .first(tx.connection())
        .optional()?;
    Ok(owner == Some(user))
}

pub(super) fn password_typed(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    session: SessionId,
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(sessions::table.find((workspace, session)))
        .set(sessions::password_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// A session as its owner sees it.
#[derive(Queryable)]
pub struct OpenSession {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// Somebody's live sessions, the one seen last first.
pub fn open(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<OpenSession>, DbError> {
    let now = read.now()?;
    let longest = diesel::dsl::sql::<Timestamptz>(
        "sessions.created_at + make_interval(hours => workspaces.session_hours)",
    );
    let idle = diesel::dsl::sql::<Timestamptz>(
        "sessions.last_seen_at + make_interval(hours => workspaces.session_idle_hours)",
    );
    Ok(sessions::table
        .inner_join(workspaces::table.on(workspaces::id.eq(sessions::workspace_id)))
        .filter(sessions::workspace_id.eq(workspace))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(longest.gt(now))
        .filter(idle.gt(now))
        .order(sessions::last_seen_at.desc())
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::ip,
            sessions::user_agent,
        ))
        .load(read.connection())?)
}

/// For the cleaner: removes at most so many, and says how many. Once it is none, there is nothing left.
pub fn remove_ended(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - KEPT_FOR;
    let mut removed = 0;
    for workspace in workspaces_with_ended(tx, before)? {
        let remaining = at_most - i64::try_from(removed).unwrap_or(at_most);
        if remaining <= 0 {
            break;
        }
        removed += remove_ended_in(tx, workspace, before, remaining)?;
    }
    Ok(removed)
}

fn workspaces_with_ended(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
) -> Result<Vec<WorkspaceId>, DbError> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = SqlUuid)]
        id: WorkspaceId,
    }
    let found: Vec<Found> = diesel::sql_query(format!(
        "SELECT workspaces.id FROM workspaces
         WHERE EXISTS (
             SELECT FROM sessions
             WHERE sessions.workspace_id = workspaces.id AND {ENDED_LONG_AGO}
         )
         LIMIT $2"
    ))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(WORKSPACES_AT_ONCE)
    .load(tx.connection())?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// What another server is removing at this moment is left to it.
fn remove_ended_in(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    before: DateTime<Utc>,
    at_most: i64,
) -> Result<usize, DbError> {
    Ok(diesel::sql_query(format!(
        "DELETE FROM sessions
         USING (
             SELECT sessions.workspace_id, sessions.id
             FROM sessions
             JOIN workspaces ON workspaces.id = sessions.workspace_id
             WHERE sessions.workspace_id = $2 AND {ENDED_LONG_AGO}
             LIMIT $3
             FOR UPDATE OF sessions SKIP LOCKED
         ) AS ended
         WHERE sessions.workspace_id = ended.workspace_id AND sessions.id = ended.id"
    ))
    .bind::<Timestamptz, _>(before)
    .bind::<SqlUuid, _>(workspace)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?)
}
