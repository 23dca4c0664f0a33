use diesel::prelude::*;

use super::model::Department;
use crate::db::schema::departments;
use crate::db::{DbError, Read};
use crate::types::{DepartmentId, Title, UserId, WorkspaceId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = departments)]
struct DepartmentRow {
    id: DepartmentId,
    name: Title,
    parent_id: Option<DepartmentId>,
    head_id: Option<UserId>,
    version: i32,
}

/// By name.
pub fn all(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Vec<Department>, DbError> {
    let rows: Vec<DepartmentRow> = departments::table
        .filter(departments::workspace_id.eq(workspace))
        .order((departments::name_key, departments::id))
        .select(DepartmentRow::as_select())
        .load(read.connection())?;
    Ok(rows.into_iter().map(Department::from).collect())
}

impl From<DepartmentRow> for Department {
    fn from(row: DepartmentRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            parent: row.parent_id,
            head: row.head_id,
            version: row.version,
        }
    }
}
