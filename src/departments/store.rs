use diesel::prelude::*;

use super::model::Department;
use crate::db::schema::{departments, users};
use crate::db::{DbError, Read, Tx};
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

pub(super) fn find(
    read: &mut Read<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
) -> Result<Option<Department>, DbError> {
    let row: Option<DepartmentRow> = departments::table
        .find((workspace, id))
        .select(DepartmentRow::as_select())
        .first(read.connection())
        .optional()?;
    Ok(row.map(Department::from))
}

/// The one that somebody is in.
pub fn of_user(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Department>, DbError> {
    let row: Option<DepartmentRow> = users::table
        .inner_join(
            departments::table.on(departments::workspace_id
                .eq(users::workspace_id)
                .and(users::department_id.eq(departments::id.nullable()))),
        )
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq(user))
        .select(DepartmentRow::as_select())
        .first(read.connection())
        .optional()?;
    Ok(row.map(Department::from))
}

/// So that two who move them at once do so one after the other.
pub(super) fn lock_member(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<(), DbError> {
    users::table
        .find((workspace, user))
        .select(users::id)
        .for_no_key_update()
        .first::<UserId>(tx.connection())?;
    Ok(())
}

pub(super) fn place(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    to: Option<DepartmentId>,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set(users::department_id.eq(to))
        .execute(tx.connection())?;
    Ok(())
}

/// Whatever these people head is without a head.
pub fn forget_heads(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<(), DbError> {
    diesel::update(departments::table)
        .filter(departments::workspace_id.eq(workspace))
        .filter(departments::head_id.eq_any(people))
        .set((
            departments::head_id.eq(None::<UserId>),
            departments::version.eq(departments::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
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
