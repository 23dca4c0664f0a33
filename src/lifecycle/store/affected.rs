//! What somebody would leave behind.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};

use crate::access::{Permission, PermissionSet};
use crate::api_keys::OfLeaver;
use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::invitations::SentByLeaver;
use crate::lifecycle::model::{Colleague, MOST_COLLEAGUES, MOST_NAMED, SoleTeam};
use crate::people::{self, Somebody};
use crate::types::{TeamId, Title, UserId, UserStatus, WorkspaceId};

/// What somebody would leave behind, for who decides about it.
#[derive(Debug)]
pub(in crate::lifecycle) struct Affected {
    pub person: Somebody,
    /// What they are called in passing.
    pub short: String,
    /// Whom they report to, which their reports would do too.
    pub manager: Option<String>,
    pub reports: i64,
    /// The first of those who report to them.
    pub first_reports: Vec<String>,
    /// Whether one of those holds more than who decides, and so goes nowhere but up.
    pub report_beyond: bool,
    pub sole_teams: Vec<SoleTeam>,
    pub colleagues: Vec<Colleague>,
    pub invitations: Vec<SentByLeaver>,
    pub keys: Vec<OfLeaver>,
    pub led: Vec<String>,
    pub headed: Vec<String>,
    /// Whether a seat becomes free by it that is worth something.
    pub frees_seat: bool,
}

/// What the page about somebody's leaving says of them.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(in crate::lifecycle) struct Row {
    pub full_name: Option<String>,
    pub display_name: Option<String>,
    pub email: String,
    pub manager_id: Option<UserId>,
    /// How many active and invited people report to them.
    pub reports: i32,
}

pub(in crate::lifecycle) fn row(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Row>, DbError> {
    Ok(users::table
        .find((workspace, user))
        .select(Row::as_select())
        .first(read.connection())
        .optional()?)
}

/// What the first of those are called who report to somebody.
pub(in crate::lifecycle) fn reports(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<String>, DbError> {
    Ok(users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::manager_id.eq(user))
        .filter(users::status.ne(UserStatus::Inactive))
        .order((users::full_name.asc(), users::id.asc()))
        .limit(MOST_NAMED)
        .select(sql::<Text>("coalesce(users.full_name, users.email)"))
        .load(read.connection())?)
}

/// Somebody who reports to them and holds what these permissions lack.
pub(in crate::lifecycle) fn report_beyond(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    holds: PermissionSet,
) -> Result<Option<Somebody>, DbError> {
    people::beyond(read, (workspace, holds), people::BELOW, user.as_uuid())
}

#[derive(QueryableByName)]
struct TeamRow {
    #[diesel(sql_type = SqlUuid)]
    id: TeamId,
    #[diesel(sql_type = Text)]
    name: Title,
}

/// Teams in which nobody else is active, by name.
pub(in crate::lifecycle) fn sole_teams(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<SoleTeam>, DbError> {
    let rows: Vec<TeamRow> = sql_query(
        "SELECT teams.id, teams.name
         FROM team_members AS own
         JOIN teams ON teams.workspace_id = own.workspace_id AND teams.id = own.team_id
         WHERE own.workspace_id = $1 AND own.user_id = $2
             AND NOT EXISTS (
                 SELECT FROM team_members AS other
                 JOIN users ON users.workspace_id = other.workspace_id AND users.id = other.user_id
                 WHERE other.workspace_id = $1 AND other.team_id = own.team_id
                     AND other.user_id <> $2 AND users.status = 'active'
             )
         ORDER BY teams.name_key, teams.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .load(read.connection())?;
    let team = |row: TeamRow| SoleTeam {
        id: row.id,
        name: row.name.to_string(),
    };
    Ok(rows.into_iter().map(team).collect())
}

#[derive(QueryableByName)]
struct ColleagueRow {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
    #[diesel(sql_type = Text)]
    name: String,
}

/// A few active people near somebody who hold no more than these permissions: those of the same
/// department, who report to the same manager, the manager, who reports to them, and who is seen first.
pub(in crate::lifecycle) fn colleagues(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    holds: PermissionSet,
) -> Result<Vec<Colleague>, DbError> {
    let held: Vec<&str> = holds.iter().map(Permission::as_str).collect();
    let rows: Vec<ColleagueRow> = sql_query(COLLEAGUES)
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(user)
        .bind::<Array<Text>, _>(held)
        .bind::<BigInt, _>(MOST_COLLEAGUES)
        .load(read.connection())?;
    let colleague = |row: ColleagueRow| Colleague {
        id: row.id,
        name: row.name,
    };
    Ok(rows.into_iter().map(colleague).collect())
}

/// Some of each by an index, and of those the nearest.
const COLLEAGUES: &str = "
    WITH leaver AS (
        SELECT id, department_id, manager_id FROM users WHERE workspace_id = $1 AND id = $2
    ), near AS (
        (SELECT users.id, 1 AS distance FROM users, leaver
         WHERE users.workspace_id = $1 AND users.department_id = leaver.department_id
             AND users.status = 'active' LIMIT 50)
        UNION ALL
        (SELECT users.id, 2 FROM users, leaver
         WHERE users.workspace_id = $1 AND users.manager_id = leaver.manager_id LIMIT 50)
        UNION ALL
        (SELECT leaver.manager_id, 3 FROM leaver WHERE leaver.manager_id IS NOT NULL)
        UNION ALL
        (SELECT users.id, 4 FROM users
         WHERE users.workspace_id = $1 AND users.manager_id = $2 LIMIT 50)
        UNION ALL
        (SELECT users.id, 5 FROM users
         WHERE users.workspace_id = $1 AND users.status = 'active'
         ORDER BY users.name_key, users.id LIMIT 20)
    ), nearest AS (
        SELECT id, min(distance) AS distance FROM near WHERE id <> $2 GROUP BY id
    )
    SELECT users.id, users.full_name AS name
    FROM nearest
    JOIN users ON users.workspace_id = $1 AND users.id = nearest.id AND users.status = 'active'
    WHERE NOT EXISTS (
        SELECT FROM user_roles
        JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
            AND role_permissions.role_id = user_roles.role_id
        WHERE user_roles.workspace_id = $1 AND user_roles.user_id = users.id
            AND role_permissions.permission <> ALL ($3)
    )
    ORDER BY nearest.distance, users.name_key, users.id
    LIMIT $4";
