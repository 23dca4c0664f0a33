//! What the list of people can be narrowed to.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Nullable, Text, Uuid as SqlUuid};

use crate::access::{Permission, PermissionSet};
use crate::db::{DbError, Read};
use crate::departments::{Department, Tree};
use crate::roles::HIGHEST_FIRST;
use crate::types::{DepartmentId, RoleId, TeamId, Title, UserId, WorkspaceId};

pub(in crate::directory) struct Choices {
    /// The highest first.
    pub roles: Vec<(RoleId, Title)>,
    /// By name.
    pub teams: Vec<(TeamId, Title)>,
    pub departments: Tree,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = SqlUuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Text)]
    name: Title,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    parent_id: Option<DepartmentId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    head_id: Option<UserId>,
    #[diesel(sql_type = Integer)]
    version: i32,
}

/// All three in one query, since every page of the list shows them. For who may not see teams and
/// departments there are none.
pub(in crate::directory) fn choices(
    read: &mut Read<'_>,
    (workspace, holds): (WorkspaceId, PermissionSet),
) -> Result<Choices, DbError> {
    let places = if holds.contains(Permission::ReadTeams) {
        "UNION ALL
         SELECT 'team', id, name, NULL, NULL, version, row_number() OVER (ORDER BY name_key, id)
         FROM teams WHERE workspace_id = $1
         UNION ALL
         SELECT 'department', id, name, parent_id, head_id, version,
                row_number() OVER (ORDER BY name_key, id)
         FROM departments WHERE workspace_id = $1"
    } else {
        ""
    };
    let rows: Vec<Row> = sql_query(format!(
        "SELECT 'role' AS kind, id, name, NULL::uuid AS parent_id, NULL::uuid AS head_id, version,
                row_number() OVER (ORDER BY {HIGHEST_FIRST}) AS place
         FROM roles WHERE workspace_id = $1
         {places}
         ORDER BY kind, place"
    ))
    .bind::<SqlUuid, _>(workspace)
    .load(read.connection())?;
    let (mut roles, mut teams, mut departments) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match row.kind.as_str() {
            "role" => roles.push((row.id.into(), row.name)),
            "team" => teams.push((row.id.into(), row.name)),
            "department" => departments.push(Department {
                id: row.id.into(),
                name: row.name,
                parent: row.parent_id,
                head: row.head_id,
                version: row.version,
            }),
            other => return Err(DbError::Unreadable(format!("\"{other}\" is no choice"))),
        }
    }
    Ok(Choices {
        roles,
        teams,
        departments: Tree::of(departments),
    })
}
