//! Keys as they are looked at, each with what its maker holds now.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::access::{PermissionSet, UnknownPermission};
use crate::api_keys::model::{ApiKey, LONG_UNUSED, SHOWN_FOR};
use crate::db::{DbError, Read};
use crate::types::{ApiKeyId, Title, UserId, WorkspaceId};

/// More aren't shown: those that work, as many as there may be, and the newest of the others.
const MOST_SHOWN: i64 = 400;

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    id: ApiKeyId,
    #[diesel(sql_type = Text)]
    name: Title,
    #[diesel(sql_type = Text)]
    prefix: String,
    #[diesel(sql_type = Array<Text>)]
    permissions: Vec<String>,
    #[diesel(sql_type = SqlUuid)]
    maker: UserId,
    #[diesel(sql_type = Text)]
    maker_name: String,
    #[diesel(sql_type = Array<Text>)]
    maker_holds: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stopped_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = DbError;

    fn try_from(row: KeyRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            permissions: parsed(&row.permissions)?,
            maker: row.maker,
            maker_name: row.maker_name,
            maker_holds: parsed(&row.maker_holds)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            stopped_at: row.stopped_at,
            revoked_at: row.revoked_at,
        })
    }
}

fn parsed(texts: &[String]) -> Result<PermissionSet, DbError> {
    let set: Result<PermissionSet, UnknownPermission> =
        texts.iter().map(|text| text.parse()).collect();
    set.map_err(|error| DbError::Unreadable(error.to_string()))
}

/// Those that work or could again, then those that are over, the newest first.
pub(in crate::api_keys) fn all(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<ApiKey>, DbError> {
    keys(read, workspace, Wanted::Shown)
}

pub(in crate::api_keys) fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, DbError> {
    Ok(keys(read, workspace, Wanted::One(id))?.pop())
}

/// Those that work by the right of this person.
pub(in crate::api_keys) fn working_of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    maker: UserId,
) -> Result<Vec<ApiKey>, DbError> {
    keys(read, workspace, Wanted::WorkingOf(maker))
}

#[derive(Clone, Copy)]
enum Wanted {
    Shown,
    One(ApiKeyId),
    WorkingOf(UserId),
}

impl Wanted {
    /// `$2` is whose or which, and `$3` the time.
    fn condition(self) -> (String, Option<Uuid>) {
        match self {
            Self::Shown => {
                let days = SHOWN_FOR.num_days();
                let shown = format!(
                    "$2::uuid IS NULL AND coalesce(
                         least(expires_at, revoked_at) > $3 - make_interval(days => {days}), true)"
                );
                (shown, None)
            }
            Self::One(id) => ("id = $2".to_owned(), Some(id.as_uuid())),
            Self::WorkingOf(maker) => (
                format!("created_by = $2 AND {WORKING}"),
                Some(maker.as_uuid()),
            ),
        }
    }
}

/// At the time `$3`.
const WORKING: &str = "revoked_at IS NULL AND stopped_at IS NULL
    AND (expires_at IS NULL OR expires_at > $3)";

/// What each maker holds is found once, however many keys are theirs.
fn keys(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    wanted: Wanted,
) -> Result<Vec<ApiKey>, DbError> {
    let (now, (which, subject)) = (read.now()?, wanted.condition());
    let rows: Vec<KeyRow> = sql_query(format!(
        "WITH shown AS (
             SELECT * FROM api_keys WHERE workspace_id = $1 AND {which}
             ORDER BY coalesce(least(expires_at, revoked_at) <= $3, false), created_at DESC, id DESC
             LIMIT {MOST_SHOWN}
         ), held AS (
             SELECT user_roles.user_id, array_agg(DISTINCT role_permissions.permission) AS permissions
             FROM user_roles
             JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                 AND role_permissions.role_id = user_roles.role_id
             WHERE user_roles.workspace_id = $1
                 AND user_roles.user_id IN (SELECT created_by FROM shown)
             GROUP BY user_roles.user_id
         )
         SELECT shown.id, shown.name, shown.prefix, shown.permissions, shown.created_by AS maker,
                coalesce(users.full_name, users.email) AS maker_name,
                coalesce(held.permissions, '{{}}') AS maker_holds,
                shown.created_at, shown.expires_at, shown.last_used_at, shown.stopped_at,
                shown.revoked_at
         FROM shown
         JOIN users ON users.workspace_id = shown.workspace_id AND users.id = shown.created_by
         LEFT JOIN held ON held.user_id = shown.created_by
         ORDER BY coalesce(least(shown.expires_at, shown.revoked_at) <= $3, false),
             shown.created_at DESC, shown.id DESC"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Nullable<SqlUuid>, _>(subject)
    .bind::<Timestamptz, _>(now)
    .load(read.connection())?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// How many keys somebody should look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Needs {
    /// That work and that nothing has used for long.
    #[diesel(sql_type = BigInt)]
    pub unused: i64,
    /// That wait for somebody to take them over.
    #[diesel(sql_type = BigInt)]
    pub stopped: i64,
}

pub fn needs(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Needs, DbError> {
    let (now, days) = (read.now()?, LONG_UNUSED.num_days());
    let row = sql_query(format!(
        "SELECT count(*) FILTER (
                    WHERE stopped_at IS NULL
                        AND coalesce(last_used_at, created_at) < $2 - make_interval(days => {days})
                ) AS unused,
                count(stopped_at) AS stopped
         FROM api_keys
         WHERE workspace_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now)
    .get_result(read.connection())?;
    Ok(row)
}
