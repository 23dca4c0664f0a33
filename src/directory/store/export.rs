//! What a file of people says of each.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::roles::HIGHEST_FIRST;
use crate::types::{UserId, UserStatus, WorkspaceId};

#[derive(QueryableByName)]
pub(in crate::directory) struct Told {
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub display_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub status: UserStatus,
    #[diesel(sql_type = Array<Text>)]
    pub roles: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub teams: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub manager: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_away: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub activated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub beta_access: bool,
}

/// Those of them who are here, in this order.
pub(in crate::directory) fn told(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<Told>, DbError> {
    let now = read.now()?;
    Ok(diesel::sql_query(format!(
        "SELECT u.email, u.full_name, u.display_name, u.status, u.activated_at, u.beta_access,
                ARRAY(SELECT roles.name FROM user_roles
                      JOIN roles ON roles.workspace_id = $1 AND roles.id = user_roles.role_id
                      WHERE user_roles.workspace_id = $1 AND user_roles.user_id = u.id
                      ORDER BY {HIGHEST_FIRST}) AS roles,
                ARRAY(SELECT teams.name FROM team_members
                      JOIN teams ON teams.workspace_id = $1 AND teams.id = team_members.team_id
                      WHERE team_members.workspace_id = $1 AND team_members.user_id = u.id
                      ORDER BY teams.name_key) AS teams,
                departments.name AS department, managers.email AS manager,
                u.availability = 'away' AND (u.away_until IS NULL OR u.away_until > $3) AS is_away,
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
    .bind::<Timestamptz, _>(now)
    .load(read.connection())?)
}
