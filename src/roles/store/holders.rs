//! Who has which role.

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, SmallInt, Text, Uuid as SqlUuid};

use crate::db::schema::{user_roles, users, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::roles::model::{Alike, Exchange};
use crate::types::{RoleId, UserId, UserStatus, WorkspaceId};

use super::RANK;
use super::definitions::counted;

/// Which of those who have a role.
#[derive(Clone, Copy)]
pub(in crate::roles) enum Who {
    Active,
    Everybody,
}

impl Who {
    const fn condition(self) -> &'static str {
        match self {
            Self::Active => "users.status = 'active'",
            Self::Everybody => "true",
        }
    }
}

/// Those who have a role, by the whole set of roles that each has.
pub(in crate::roles) fn alike(
    read: &mut Read<'_>,
    (workspace, role): (WorkspaceId, RoleId),
    who: Who,
) -> Result<Vec<Alike>, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Array<SqlUuid>)]
        roles: Vec<RoleId>,
        #[diesel(sql_type = BigInt)]
        people: i64,
    }
    let rows: Vec<Row> = sql_query(format!(
        "SELECT roles, count(*) AS people
         FROM (SELECT {SET} AS roles {} GROUP BY had.user_id) AS sets
         GROUP BY roles",
        with_role(who)
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .load(read.connection())?;
    let alike = |row: Row| Alike {
        roles: row.roles,
        people: row.people,
    };
    Ok(rows.into_iter().map(alike).collect())
}

/// How many active people have a role, as far as anybody counts.
pub(in crate::roles) fn people(
    read: &mut Read<'_>,
    (workspace, role): (WorkspaceId, RoleId),
) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        people: i64,
    }
    let row: Row = sql_query(format!(
        "SELECT {} AS people FROM (SELECT $1 AS workspace_id, $2 AS id) AS roles",
        counted()
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .get_result(read.connection())?;
    Ok(row.people)
}

/// How many people have a role, whatever their state, up to one more than are asked about.
pub(in crate::roles) fn count_up_to(
    read: &mut Read<'_>,
    (workspace, role): (WorkspaceId, RoleId),
    most: i64,
) -> Result<i64, DbError> {
    let some = user_roles::table
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::role_id.eq(role))
        .select(user_roles::user_id)
        .limit(most + 1);
    let found: Vec<UserId> = some.load(read.connection())?;
    Ok(i64::try_from(found.len()).unwrap_or(most))
}

/// How many roles those have between them who have this one, up to one more than are asked about: what
/// it costs to go through them.
pub(in crate::roles) fn weight_up_to(
    read: &mut Read<'_>,
    (workspace, role): (WorkspaceId, RoleId),
    most: i64,
) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        weight: i64,
    }
    let row: Row = sql_query(format!(
        "SELECT count(*) AS weight FROM (SELECT {} LIMIT $3 + 1) AS counted",
        with_role(Who::Everybody)
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .bind::<BigInt, _>(most)
    .get_result(read.connection())?;
    Ok(row.weight)
}

/// Somebody's whole set of roles, in one order.
const SET: &str = "array_agg(had.role_id ORDER BY had.role_id)";

fn with_role(who: Who) -> String {
    format!(
        "FROM user_roles
         JOIN users ON users.workspace_id = user_roles.workspace_id
             AND users.id = user_roles.user_id AND {}
         JOIN user_roles AS had ON had.workspace_id = user_roles.workspace_id
             AND had.user_id = user_roles.user_id
         WHERE user_roles.workspace_id = $1 AND user_roles.role_id = $2",
        who.condition()
    )
}

/// A few of the active people who have a role and with it just one of these sets, by name.
pub(in crate::roles) fn names_having(
    read: &mut Read<'_>,
    (workspace, role): (WorkspaceId, RoleId),
    sets: &[Vec<RoleId>],
    at_most: i64,
) -> Result<Vec<String>, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let sets: Vec<String> = sets.iter().map(|set| written(set)).collect();
    let rows: Vec<Row> = sql_query(format!(
        "SELECT min(users.full_name) AS name {}
         GROUP BY had.user_id
         HAVING {SET}::text = ANY($3)
         ORDER BY name, had.user_id
         LIMIT $4",
        with_role(Who::Active)
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(role)
    .bind::<Array<Text>, _>(sets)
    .bind::<BigInt, _>(at_most)
    .load(read.connection())?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// As PostgreSQL writes an array of ids.
fn written(set: &[RoleId]) -> String {
    let ids: Vec<String> = set.iter().map(ToString::to_string).collect();
    format!("{{{}}}", ids.join(","))
}

/// Somebody whose roles are going to change.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(in crate::roles) struct Holder {
    pub status: UserStatus,
    pub display_name: Option<String>,
    pub email: String,
}

impl Holder {
    pub fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.email)
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
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<i32, DbError> {
    Ok(workspaces::table
        .find(workspace)
        .select(workspaces::active_owners)
        .first(tx.connection())?)
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
             min(coalesce(users.display_name, users.email)) AS name {}
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
