//! Each is found as the list of people finds it, and counted no further than it is shown.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};

use super::model::{Found, LONG_AGO, MOST_COUNTED};
use crate::access::{Permission, PermissionSet};
use crate::db::{DbError, Read};
use crate::invitations::{self, Needs};
use crate::types::{RoleId, WorkspaceId};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct OwnerRole {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<RoleId>,
}

/// By `users_moved_up`.
const MANAGER_LEFT: &str = "SELECT FROM users
    WHERE workspace_id = $1 AND status = 'active' AND moved_up_at IS NOT NULL";

const IN_NO_TEAM: &str = "SELECT FROM users
    WHERE workspace_id = $1 AND status = 'active' AND NOT EXISTS (
        SELECT FROM team_members
        WHERE team_members.workspace_id = $1 AND team_members.user_id = users.id)";

/// By `user_presence_by_time`. Who came only lately hasn't been away.
const NOT_SEEN: &str = "SELECT FROM user_presence
    JOIN users ON users.workspace_id = $1 AND users.id = user_presence.user_id
        AND users.status = 'active' AND users.activated_at < $2
    WHERE user_presence.workspace_id = $1 AND user_presence.last_seen_at < $2";

/// For who holds this.
pub(super) fn found(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    holds: PermissionSet,
) -> Result<Found, DbError> {
    let needs = if holds.contains(Permission::InviteUsers) {
        invitations::needs(read, workspace, MOST_COUNTED)?
    } else {
        Needs::default()
    };
    let (manager_left, in_no_team) = if holds.contains(Permission::ReadTeams) {
        (
            count(read, workspace, MANAGER_LEFT)?,
            count(read, workspace, IN_NO_TEAM)?,
        )
    } else {
        (0, 0)
    };
    Ok(Found {
        only_owner: only_owner(read, workspace)?,
        refused: needs.refused,
        ending: needs.ending,
        expired: needs.expired,
        in_no_team,
        manager_left,
        not_seen: count(read, workspace, NOT_SEEN)?,
    })
}

/// `$2` is so long ago that somebody is asked about.
fn count(read: &mut Read<'_>, workspace: WorkspaceId, found: &str) -> Result<i64, DbError> {
    let long_ago = read.now()? - LONG_AGO;
    let row: Count = diesel::sql_query(format!(
        "SELECT count(*) FROM ({found} LIMIT {MOST_COUNTED} + 1) AS counted
         WHERE $2::timestamptz IS NOT NULL"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(long_ago)
    .get_result(read.connection())?;
    Ok(row.count)
}

fn only_owner(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Option<RoleId>, DbError> {
    let row: OwnerRole = diesel::sql_query(
        "SELECT (
             SELECT roles.id FROM roles
             WHERE roles.workspace_id = $1 AND roles.builtin = 'owner'
                 AND workspaces.active_owners = 1
         ) AS id
         FROM workspaces WHERE workspaces.id = $1",
    )
    .bind::<SqlUuid, _>(workspace)
    .get_result(read.connection())?;
    Ok(row.id)
}
