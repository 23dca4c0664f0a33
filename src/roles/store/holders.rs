//! Who has which role.

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{SmallInt, Text, Uuid as SqlUuid};

use crate::db::schema::{user_roles, users, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::roles::model::{Exchange, Role};
use crate::types::{RoleId, UserId, UserStatus, WorkspaceId};

use super::RANK;
use super::counts::{SET, Who, with_role};
use super::definitions;

/// Somebody whose roles are going to change.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(in crate::roles) struct Holder {
    pub status: UserStatus,
    pub display_name: Option<String>,
    pub full_name: Option<String>,
    pub email: String,
}

impl Holder {
    pub fn name(&self) -> &str {
        let named = self.display_name.as_deref().or(self.full_name.as_deref());
        named.unwrap_or(&self.email)
    }

    /// As a list of people says it.
    pub fn listed_as(&self) -> &str {
        self.full_name.as_deref().unwrap_or(&self.email)
    }

    pub fn is_pending(&self) -> bool {
        self.status == UserStatus::Pending
    }

    pub fn is_active(&self) -> bool {
        self.status == UserStatus::Active
    }
}

pub(in crate::roles) fn holder(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Holder>, DbError> {
    Ok(users::table
        .find((workspace, user))
        .select(Holder::as_select())
        .first(read.connection())
        .optional()?)
}

pub(in crate::roles) fn active_owners(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<i32, DbError> {
    Ok(workspaces::table
        .find(workspace)
        .select(workspaces::active_owners)
        .first(read.connection())?)
}

/// Whether there would be no active owner without this one.
pub fn is_only_owner(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, DbError> {
    let is_owner = definitions::of_user(read, workspace, user)?
        .iter()
        .any(Role::is_owner);
    Ok(is_owner && active_owners(read, workspace)? == 1)
}

pub(in crate::roles) fn set_active_owners(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    owners: i32,
) -> Result<(), DbError> {
    diesel::update(workspaces::table.find(workspace))
        .set(workspaces::active_owners.eq(owners))
        .execute(tx.connection())?;
    Ok(())
}

/// The caller has the workspace to itself.
pub(in crate::roles) fn exchange(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    exchange: &Exchange,
) -> Result<(), DbError> {
    let taken: Vec<RoleId> = exchange.taken().map(|role| role.id).collect();
    diesel::delete(user_roles::table)
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.eq(user))
        .filter(user_roles::role_id.eq_any(taken))
        .execute(tx.connection())?;
    let given: Vec<_> = exchange
        .given()
        .map(|role| {
            (
                user_roles::workspace_id.eq(workspace),
                user_roles::user_id.eq(user),
                user_roles::role_id.eq(role.id),
            )
        })
        .collect();
    diesel::insert_into(user_roles::table)
        .values(given)
        .execute(tx.connection())?;
    diesel::update(users::table.find((workspace, user)))
        .set(users::top_role_rank.eq(exchange.top_rank()))
        .execute(tx.connection())?;
    Ok(())
}

/// Somebody whose role was replaced, with the roles that they had.
#[derive(QueryableByName)]
pub(in crate::roles) struct Replaced {
    #[diesel(sql_type = SqlUuid)]
    pub user: UserId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub had: Vec<RoleId>,
}

/// Everybody who has `role` gets `replacement` for it. The caller has the workspace to itself.
pub(in crate::roles) fn replace(
    tx: &mut Tx<'_>,
    (workspace, role): (WorkspaceId, RoleId),
    (replacement, rank): (RoleId, i16),
) -> Result<Vec<Replaced>, DbError> {
    let replaced: Vec<Replaced> = sql_query(format!(
        "SELECT had.user_id AS user, {SET} AS had,
             min(coalesce(users.display_name, users.full_name, users.email)) AS name {}
         GROUP BY had.user_id",
        with_role(Who::Everybody)
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .load(tx.connection())?;
    sql_query(format!(
        "WITH gone AS (
             DELETE FROM user_roles WHERE workspace_id = $1 AND role_id = $2 RETURNING user_id
         ), given AS (
             INSERT INTO user_roles (workspace_id, user_id, role_id)
             SELECT $1, user_id, $3 FROM gone
             ON CONFLICT DO NOTHING
         )
         UPDATE users SET top_role_rank = least($4, coalesce(others.rank, $4))
         FROM gone
         LEFT JOIN LATERAL (
             SELECT min({RANK}) AS rank
             FROM user_roles
             JOIN roles ON roles.workspace_id = user_roles.workspace_id
                 AND roles.id = user_roles.role_id
             WHERE user_roles.workspace_id = $1 AND user_roles.user_id = gone.user_id
                 AND user_roles.role_id <> $2
         ) AS others ON true
         WHERE users.workspace_id = $1 AND users.id = gone.user_id
             AND users.top_role_rank <> least($4, coalesce(others.rank, $4))"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .bind::<SqlUuid, _>(replacement)
    .bind::<SmallInt, _>(rank)
    .execute(tx.connection())?;
    Ok(replaced)
}
