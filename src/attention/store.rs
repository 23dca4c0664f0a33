//! Each is found by the condition that the list of people has for it, and by an index. Counting ends one
//! beyond what is shown. Nothing tells who is in no team but looking, so that ends with the first thousands.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};

use super::model::{Found, MOST_COUNTED, MOST_LOOKED_AT};
use crate::access::{Permission, PermissionSet};
use crate::api_keys;
use crate::db::{DbError, Read};
use crate::invitations::{self, Needs};
use crate::types::{RoleId, WorkspaceId};
use crate::users;

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
    let keys = if holds.contains(Permission::WriteApiKeys) {
        api_keys::needs(read, workspace)?
    } else {
        api_keys::Needs::default()
    };
    let found = Found {
        keys_unused: keys.unused,
        keys_stopped: keys.stopped,
        only_owner: only_owner(read, workspace)?,
        refused: needs.refused,
        ending: needs.ending,
        expired: needs.expired,
        not_seen: count(read, workspace, (EVERYBODY, &users::not_seen("u.id", "$2")))?,
        ..Found::default()
    };
    if !holds.contains(Permission::ReadTeams) {
        return Ok(found);
    }
    let in_no_team = count(read, workspace, (THE_FIRST, &users::in_no_team("u.id")))?;
    let active = users::counts(read, workspace)?.active;
    Ok(Found {
        in_no_team,
        more_in_no_team: in_no_team <= MOST_COUNTED && active > MOST_LOOKED_AT,
        manager_left: count(read, workspace, (EVERYBODY, users::MANAGER_LEFT))?,
        ..found
    })
}

const EVERYBODY: &str = "users AS u WHERE u.workspace_id = $1 AND u.status = 'active' AND";

/// Up to `$3`, by name.
const THE_FIRST: &str = "(
        SELECT u.id FROM users AS u WHERE u.workspace_id = $1 AND u.status = 'active'
        ORDER BY u.name_key, u.id LIMIT $3
    ) AS u WHERE";

/// `$2` is so long ago that somebody is asked about.
fn count(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (among, which): (&str, &str),
) -> Result<i64, DbError> {
    let long_ago = read.now()? - users::LONG_AGO;
    let row: Count = diesel::sql_query(format!(
        "SELECT count(*) FROM (
             SELECT FROM {among} {which} LIMIT {MOST_COUNTED} + 1
         ) AS counted
         WHERE $2::timestamptz IS NOT NULL AND $3::bigint IS NOT NULL"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(long_ago)
    .bind::<BigInt, _>(MOST_LOOKED_AT)
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
