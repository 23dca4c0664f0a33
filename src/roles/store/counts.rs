//! How many have a role, and what else they have: counted in the database, for pages that say what a
//! change would do.

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};

use super::definitions::counted;
use crate::db::schema::user_roles;
use crate::db::{DbError, Read};
use crate::roles::model::Alike;
use crate::types::{RoleId, UserId, WorkspaceId};

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
pub(super) const SET: &str = "array_agg(had.role_id ORDER BY had.role_id)";

pub(super) fn with_role(who: Who) -> String {
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
