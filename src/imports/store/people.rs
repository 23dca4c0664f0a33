//! Who is here of whom a file tells.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::types::{DepartmentId, RoleId, TeamId, UserId, UserStatus, WorkspaceId};

#[derive(Clone, Debug, QueryableByName)]
pub(in crate::imports) struct Known {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    email_key: String,
    #[diesel(sql_type = Text)]
    pub status: UserStatus,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub display_name: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub department_id: Option<DepartmentId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub manager_key: Option<String>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub roles: Vec<RoleId>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub teams: Vec<TeamId>,
}

/// By their addresses.
pub(in crate::imports) fn known(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    keys: &[&str],
) -> Result<HashMap<String, Known>, DbError> {
    let people: Vec<Known> = diesel::sql_query(
        "SELECT users.id, users.email_key, users.status, users.full_name, users.display_name,
                users.department_id, managers.email_key AS manager_key,
                ARRAY(SELECT role_id FROM user_roles
                      WHERE user_roles.workspace_id = $1 AND user_roles.user_id = users.id) AS roles,
                ARRAY(SELECT team_id FROM team_members
                      WHERE team_members.workspace_id = $1 AND team_members.user_id = users.id) AS teams
         FROM users
         LEFT JOIN users AS managers ON managers.workspace_id = $1 AND managers.id = users.manager_id
         WHERE users.workspace_id = $1 AND users.email_key = ANY ($2)",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<Text>, _>(keys)
    .load(read.connection())?;
    let people = people.into_iter();
    Ok(people.map(|one| (one.email_key.clone(), one)).collect())
}
