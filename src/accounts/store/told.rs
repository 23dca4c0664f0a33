//! People as programs are told of them, however many, in one query.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::roles::HIGHEST_FIRST;
use crate::types::{
    Availability, AvailabilityWord, DepartmentId, RoleId, TeamId, UserId, UserStatus, WorkspaceId,
};

#[derive(Debug, QueryableByName)]
pub(in crate::accounts) struct Told {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub display_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub status: UserStatus,
    /// The highest first.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub role_ids: Vec<RoleId>,
    #[diesel(sql_type = Array<Text>)]
    pub role_names: Vec<String>,
    /// By name.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub team_ids: Vec<TeamId>,
    #[diesel(sql_type = Array<Text>)]
    pub team_names: Vec<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub department_id: Option<DepartmentId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub manager_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub manager: Option<String>,
    #[diesel(sql_type = Bool)]
    pub beta_access: bool,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub activated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deactivated_at: Option<DateTime<Utc>>,
    /// `None` is never.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    availability: AvailabilityWord,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
}

impl Told {
    /// `None` for who isn't here, and so is neither.
    pub fn availability(&self, now: DateTime<Utc>) -> Option<Availability> {
        (self.status == UserStatus::Active)
            .then(|| Availability::at(now, self.availability, self.away_until))
    }
}

/// Those of them who are here, in this order.
pub(in crate::accounts) fn told(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<Told>, DbError> {
    let roles = |column: &str| {
        format!(
            "ARRAY(SELECT roles.{column} FROM user_roles
                   JOIN roles ON roles.workspace_id = $1 AND roles.id = user_roles.role_id
                   WHERE user_roles.workspace_id = $1 AND user_roles.user_id = u.id
                   ORDER BY {HIGHEST_FIRST})"
        )
    };
    let teams = |column: &str| {
        format!(
            "ARRAY(SELECT teams.{column} FROM team_members
                   JOIN teams ON teams.workspace_id = $1 AND teams.id = team_members.team_id
                   WHERE team_members.workspace_id = $1 AND team_members.user_id = u.id
                   ORDER BY teams.name_key, teams.id)"
        )
    };
    let (role_ids, role_names) = (roles("id"), roles("name"));
    let (team_ids, team_names) = (teams("id"), teams("name"));
    Ok(diesel::sql_query(format!(
        "SELECT u.id, u.email, u.full_name, u.display_name, u.status, u.beta_access, u.created_at,
                u.activated_at, u.deactivated_at, u.availability, u.away_until,
                {role_ids} AS role_ids, {role_names} AS role_names,
                {team_ids} AS team_ids, {team_names} AS team_names,
                u.department_id, departments.name AS department,
                u.manager_id, managers.full_name AS manager,
                CASE WHEN isfinite(seen.last_seen_at) THEN seen.last_seen_at END AS last_seen_at
         FROM unnest($2) WITH ORDINALITY AS chosen (id, place)
         JOIN users AS u ON u.workspace_id = $1 AND u.id = chosen.id
         LEFT JOIN departments ON departments.workspace_id = $1 AND departments.id = u.department_id
         LEFT JOIN users AS managers ON managers.workspace_id = $1 AND managers.id = u.manager_id
         LEFT JOIN user_presence AS seen ON seen.workspace_id = $1 AND seen.user_id = u.id
         ORDER BY chosen.place"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(people)
    .load(read.connection())?)
}
