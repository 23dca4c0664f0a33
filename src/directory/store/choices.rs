//! What the list of people can be narrowed to.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Nullable, Text, Uuid as SqlUuid};

use crate::access::{Permission, PermissionSet};
use crate::db::{DbError, Read, prepared};
use crate::departments::{Department, Tree};
use crate::roles::{self, Role};
use crate::types::{DepartmentId, TeamId, Title, UserId, WorkspaceId};

/// What a line says by id is looked up here too.
pub(in crate::directory) struct Choices {
    /// The highest first.
    pub roles: Vec<Role>,
    /// By name.
    pub teams: Vec<(TeamId, Title)>,
    pub departments: Tree,
    /// Whether the reader may see teams and departments. Who may not has none of them here.
    pub shows_places: bool,
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

pub(in crate::directory) fn choices(
    read: &mut Read<'_>,
    (workspace, holds): (WorkspaceId, PermissionSet),
) -> Result<Choices, DbError> {
    let shows_places = holds.contains(Permission::ReadTeams);
    let rows = if shows_places {
        places(read, workspace)?
    } else {
        Vec::new()
    };
    let (mut teams, mut departments) = (Vec::new(), Vec::new());
    for row in rows {
        match row.kind.as_str() {
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
        roles: roles::all(read, workspace)?,
        teams,
        departments: Tree::of(departments),
        shows_places,
    })
}

/// Both in one query, since every page of the list shows them.
fn places(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Vec<Row>, DbError> {
    let query = sql_query(
        "SELECT 'team' AS kind, id, name, NULL::uuid AS parent_id, NULL::uuid AS head_id, version,
                name_key
         FROM teams WHERE workspace_id = $1
         UNION ALL
         SELECT 'department', id, name, parent_id, head_id, version, name_key
         FROM departments WHERE workspace_id = $1
         ORDER BY kind, name_key, id",
    )
    .bind::<SqlUuid, _>(workspace);
    Ok(prepared(query).load(read.connection())?)
}
