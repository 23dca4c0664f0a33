mod keys;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Bool, Interval, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::{Actor, Client, Entrance, PermissionSet, WorkspaceRef};
use crate::db::{DbError, Read, Tx, WorkspaceLock, prepared};
use crate::types::{Availability, SessionId, Slug, TokenHash, UserId, WorkspaceId, Zone};

pub(super) use self::keys::{Keyed, Wanted, keyed, use_key};

/// Who is at the door of a workspace.
pub(super) struct Visitor {
    pub workspace: WorkspaceRef,
    pub person: Option<Person>,
}

pub(super) struct Person {
    pub user: UserId,
    pub entrance: Entrance,
    pub display_name: String,
    pub email: String,
    pub must_change_password: bool,
    pub password_is_fresh: bool,
    pub permissions: PermissionSet,
    pub availability: Availability,
    /// Last seen more than a minute ago, so that it is worth writing down.
    pub seen_long_ago: bool,
}

#[derive(QueryableByName)]
struct VisitorRow {
    #[diesel(sql_type = SqlUuid)]
    workspace_id: WorkspaceId,
    #[diesel(sql_type = Text)]
    workspace_name: String,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(embed)]
    person: PersonRow,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<UserId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    session_id: Option<SessionId>,
    #[diesel(sql_type = Nullable<Text>)]
    display_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    must_change_password: Option<bool>,
    #[diesel(sql_type = Bool)]
    password_is_fresh: bool,
    #[diesel(sql_type = Array<Text>)]
    permissions: Vec<String>,
    #[diesel(sql_type = Bool)]
    is_away: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    seen_long_ago: bool,
}

/// A live session of an active user, and what that user's roles add up to. `$2` is the offset of the
/// clock.
macro_rules! person_in {
    ($workspace:literal) => {
        concat!(
            "users.id AS user_id, sessions.id AS session_id, users.display_name, users.email,
             users.must_change_password,
             coalesce(sessions.password_at > clock_timestamp() + $2 - interval '10 minutes', false)
                 AS password_is_fresh,
             ARRAY(
                 SELECT DISTINCT role_permissions.permission
                 FROM user_roles
                 JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                     AND role_permissions.role_id = user_roles.role_id
                 WHERE user_roles.workspace_id = ", $workspace, "
                     AND user_roles.user_id = users.id
             ) AS permissions,
             coalesce(
                 users.availability = 'away'
                     AND (users.away_until IS NULL OR users.away_until > clock_timestamp() + $2),
                 false
             ) AS is_away,
             users.away_until,
             coalesce(sessions.last_seen_at < clock_timestamp() + $2 - interval '1 minute', false)
                 AS seen_long_ago"
        )
    };
}

/// How long sessions last is asked of the workspace each time, so that a shorter one counts at once.
const LIVE_SESSION: &str = "sessions.ended_at IS NULL
    AND sessions.expires_at > clock_timestamp() + $2
    AND sessions.created_at
        > clock_timestamp() + $2 - make_interval(hours => workspaces.session_hours)
    AND sessions.last_seen_at
        > clock_timestamp() + $2 - make_interval(hours => workspaces.session_idle_hours)";

/// Everything that a page needs to know before it starts, in one query. `None` if there is no such
/// workspace.
pub(super) fn visitor(
    read: &mut Read<'_>,
    slug: &Slug,
    session: Option<&TokenHash>,
) -> Result<Option<Visitor>, DbError> {
    let query = sql_query(format!(
        "SELECT workspaces.id AS workspace_id, workspaces.name AS workspace_name,
                workspaces.time_zone, {person}
         FROM workspace_slugs
         JOIN workspaces ON workspaces.id = workspace_slugs.workspace_id
         LEFT JOIN (
             sessions
             JOIN users ON users.workspace_id = sessions.workspace_id
                 AND users.id = sessions.user_id AND users.status = 'active'
         ) ON sessions.workspace_id = workspaces.id AND sessions.token_hash = $3 AND {LIVE_SESSION}
         WHERE workspace_slugs.slug = $1",
        person = person_in!("workspaces.id"),
    ))
    .bind::<Text, _>(slug)
    .bind::<Interval, _>(offset(read))
    .bind::<Nullable<Binary>, _>(session);
    let row: Option<VisitorRow> = prepared(query).get_result(read.connection()).optional()?;
    row.map(|row| {
        Ok(Visitor {
            workspace: WorkspaceRef {
                id: row.workspace_id,
                slug: slug.clone(),
                name: row.workspace_name,
                zone: Zone::from_stored(&row.time_zone),
            },
            person: row.person.parse()?,
        })
    })
    .transpose()
}

/// The same person again, by now. `None` if the session has ended, the key no longer works, or the user
/// is no longer active.
pub(super) fn person_now(read: &mut Read<'_>, actor: &Actor) -> Result<Option<Person>, DbError> {
    match actor.entrance {
        Entrance::Session(session) => in_session(read, actor.workspace.id, session),
        Entrance::Key { id, .. } => {
            let keyed = keyed(read, actor.workspace.id, Wanted::Id(id))?;
            Ok(keyed.map(|keyed| keyed.person))
        }
    }
}

fn in_session(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    session: SessionId,
) -> Result<Option<Person>, DbError> {
    let row: Option<PersonRow> = sql_query(format!(
        "SELECT {person}
         FROM sessions
         JOIN workspaces ON workspaces.id = sessions.workspace_id
         JOIN users ON users.workspace_id = sessions.workspace_id
             AND users.id = sessions.user_id AND users.status = 'active'
         WHERE sessions.workspace_id = $1 AND sessions.id = $3 AND {LIVE_SESSION}",
        person = person_in!("$1"),
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Interval, _>(offset(read))
    .bind::<SqlUuid, _>(session)
    .get_result(read.connection())
    .optional()?;
    Ok(row.map(PersonRow::parse).transpose()?.flatten())
}

/// What an active user is called and what their roles add up to. Nobody who has yet to choose a password
/// of their own is let in.
pub(super) fn member(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<(String, PermissionSet)>, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        display_name: Option<String>,
        #[diesel(sql_type = Array<Text>)]
        permissions: Vec<String>,
    }
    let row: Option<Row> = sql_query(
        "SELECT users.display_name, ARRAY(
             SELECT DISTINCT role_permissions.permission
             FROM user_roles
             JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                 AND role_permissions.role_id = user_roles.role_id
             WHERE user_roles.workspace_id = $1 AND user_roles.user_id = $2
         ) AS permissions
         FROM users
         WHERE users.workspace_id = $1 AND users.id = $2
             AND users.status = 'active' AND NOT users.must_change_password",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .get_result(read.connection())
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let held = parsed(&row.permissions)?;
    Ok(Some((row.display_name.unwrap_or_default(), held)))
}

fn parsed(permissions: &[String]) -> Result<PermissionSet, DbError> {
    let each = permissions.iter().map(|text| text.parse());
    each.collect::<Result<_, _>>()
        .map_err(|error: super::UnknownPermission| DbError::Unreadable(error.to_string()))
}

/// Written at most once a minute, so that looking around stays cheap.
pub(super) fn touch(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    session: SessionId,
) -> Result<(), DbError> {
    sql_query(
        "WITH seen AS (
             UPDATE sessions SET last_seen_at = clock_timestamp() + $3
             WHERE workspace_id = $1 AND id = $2 AND ended_at IS NULL
                 AND last_seen_at < clock_timestamp() + $3 - interval '1 minute'
             RETURNING workspace_id, user_id, last_seen_at
         )
         INSERT INTO user_presence (workspace_id, user_id, last_seen_at)
         SELECT workspace_id, user_id, last_seen_at FROM seen
         ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(session)
    .bind::<Interval, _>(offset(tx))
    .execute(tx.connection())?;
    Ok(())
}

pub(super) fn lock_workspace(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    lock: WorkspaceLock,
) -> Result<(), DbError> {
    let strength = match lock {
        WorkspaceLock::Shared => "FOR SHARE",
        WorkspaceLock::Alone => "FOR NO KEY UPDATE",
    };
    sql_query(format!("SELECT FROM workspaces WHERE id = $1 {strength}"))
        .bind::<SqlUuid, _>(workspace)
        .execute(tx.connection())?;
    Ok(())
}

fn offset(read: &Read<'_>) -> TimeDelta {
    read.clock_offset()
}

impl PersonRow {
    fn parse(self) -> Result<Option<Person>, DbError> {
        let (Some(user), Some(session)) = (self.user_id, self.session_id) else {
            return Ok(None);
        };
        let permissions = parsed(&self.permissions)?;
        Ok(Some(Person {
            user,
            entrance: Entrance::Session(session),
            display_name: self.display_name.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            must_change_password: self.must_change_password.unwrap_or_default(),
            password_is_fresh: self.password_is_fresh,
            permissions,
            availability: if self.is_away {
                Availability::Away {
                    until: self.away_until,
                }
            } else {
                Availability::Available
            },
            seen_long_ago: self.seen_long_ago,
        }))
    }
}

impl Person {
    pub fn in_workspace(self, workspace: WorkspaceRef, client: Client) -> Actor {
        Actor {
            workspace,
            user: self.user,
            entrance: self.entrance,
            display_name: self.display_name,
            email: self.email,
            must_change_password: self.must_change_password,
            password_is_fresh: self.password_is_fresh,
            permissions: self.permissions,
            availability: self.availability,
            client,
        }
    }
}
