//! Keys, by which programs act.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Bool, Interval, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::{Person, offset, parsed};
use crate::access::{Entrance, WorkspaceRef};
use crate::db::{DbError, Read, Tx};
use crate::types::{ApiKeyId, Availability, Slug, TokenHash, UserId, WorkspaceId, Zone};

/// A key that works, and whoever answers for it.
pub(in crate::access) struct Keyed {
    pub workspace: WorkspaceRef,
    pub person: Person,
    /// Used last more than a minute ago, so that it is worth writing down.
    pub used_long_ago: bool,
}

/// Which key of a workspace.
#[derive(Clone, Copy)]
pub(in crate::access) enum Wanted {
    Hash(TokenHash),
    Id(ApiKeyId),
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    id: ApiKeyId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    workspace_name: String,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = SqlUuid)]
    maker: UserId,
    #[diesel(sql_type = Nullable<Text>)]
    display_name: Option<String>,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Bool)]
    must_change_password: bool,
    /// Both chosen for the key and held by its maker.
    #[diesel(sql_type = Array<Text>)]
    permissions: Vec<String>,
    #[diesel(sql_type = Bool)]
    used_long_ago: bool,
}

/// `None` if there is no such key here, or it has ended, or whoever answers for it is no longer active.
pub(in crate::access) fn keyed(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    wanted: Wanted,
) -> Result<Option<Keyed>, DbError> {
    let column = match wanted {
        Wanted::Hash(_) => "hash",
        Wanted::Id(_) => "id",
    };
    let query = sql_query(format!(
        "SELECT api_keys.id, api_keys.name, workspace_slugs.slug,
                workspaces.name AS workspace_name, workspaces.time_zone,
                users.id AS maker, users.display_name, users.email, users.must_change_password,
                ARRAY(
                    SELECT DISTINCT role_permissions.permission
                    FROM user_roles
                    JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                        AND role_permissions.role_id = user_roles.role_id
                    WHERE user_roles.workspace_id = $1 AND user_roles.user_id = users.id
                        AND role_permissions.permission = ANY (api_keys.permissions)
                ) AS permissions,
                coalesce(
                    api_keys.last_used_at < clock_timestamp() + $2 - interval '1 minute', true
                ) AS used_long_ago
         FROM api_keys
         JOIN workspaces ON workspaces.id = api_keys.workspace_id
         JOIN workspace_slugs ON workspace_slugs.workspace_id = api_keys.workspace_id
         JOIN users ON users.workspace_id = api_keys.workspace_id
             AND users.id = api_keys.created_by AND users.status = 'active'
         WHERE api_keys.workspace_id = $1 AND api_keys.{column} = $3
             AND api_keys.revoked_at IS NULL AND api_keys.stopped_at IS NULL
             AND (api_keys.expires_at IS NULL OR api_keys.expires_at > clock_timestamp() + $2)"
    ))
    .into_boxed::<Pg>()
    .bind::<SqlUuid, _>(workspace)
    .bind::<Interval, _>(offset(read));
    let query = match wanted {
        Wanted::Hash(hash) => query.bind::<Binary, _>(hash),
        Wanted::Id(id) => query.bind::<SqlUuid, _>(id),
    };
    let row: Option<KeyRow> = query.get_result(read.connection()).optional()?;
    row.map(|row| row.parse(workspace)).transpose()
}

impl KeyRow {
    fn parse(self, workspace: WorkspaceId) -> Result<Keyed, DbError> {
        let unreadable = |error: &dyn std::fmt::Display| DbError::Unreadable(error.to_string());
        let slug: Slug = self.slug.parse().map_err(|error| unreadable(&error))?;
        let permissions = parsed(&self.permissions)?;
        Ok(Keyed {
            workspace: WorkspaceRef {
                id: workspace,
                slug,
                name: self.workspace_name,
                zone: Zone::from_stored(&self.time_zone),
            },
            person: Person {
                user: self.maker,
                entrance: Entrance::Key {
                    id: self.id,
                    name: self.name,
                },
                display_name: self.display_name.unwrap_or_default(),
                email: self.email,
                must_change_password: self.must_change_password,
                password_is_fresh: true,
                permissions,
                availability: Availability::Available,
                seen_long_ago: false,
            },
            used_long_ago: self.used_long_ago,
        })
    }
}

/// Written at most once a minute, whoever else writes it at the same moment.
pub(in crate::access) fn use_key(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    key: ApiKeyId,
) -> Result<(), DbError> {
    let now: DateTime<Utc> = tx.now()?;
    sql_query(
        "UPDATE api_keys SET last_used_at = $3
         WHERE workspace_id = $1 AND id = $2
             AND (last_used_at IS NULL OR last_used_at < $3 - interval '1 minute')",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(key)
    .bind::<Timestamptz, _>(now)
    .execute(tx.connection())?;
    Ok(())
}
