//! What departments are: all of them or one.

use diesel::prelude::*;

use crate::db::schema::{departments, users};
use crate::db::{DbError, Read, Tx};
use crate::departments::model::{Definition, Department};
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

pub(in crate::departments) fn find(
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

pub(in crate::departments) fn count(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<usize, DbError> {
    let count: i64 = departments::table
        .filter(departments::workspace_id.eq(workspace))
        .count()
        .get_result(tx.connection())?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The key of the name is unique in the workspace: `departments_name_unique`.
pub(in crate::departments) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<DepartmentId, DbError> {
    let id = DepartmentId::new();
    let now = tx.now()?;
    diesel::insert_into(departments::table)
        .values((
            departments::workspace_id.eq(workspace),
            departments::id.eq(id),
            departments::name.eq(&definition.name),
            departments::name_key.eq(definition.name.key()),
            departments::parent_id.eq(definition.parent),
            departments::head_id.eq(definition.head),
            departments::created_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(id)
}

pub(in crate::departments) fn update(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
    definition: &Definition,
) -> Result<(), DbError> {
    diesel::update(departments::table.find((workspace, id)))
        .set((
            departments::name.eq(&definition.name),
            departments::name_key.eq(definition.name.key()),
            departments::parent_id.eq(definition.parent),
            departments::head_id.eq(definition.head),
            departments::version.eq(departments::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// What is directly inside one department goes into another one, or to the top.
pub(in crate::departments) fn move_inside(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
    to: Option<DepartmentId>,
) -> Result<(), DbError> {
    diesel::update(departments::table)
        .filter(departments::workspace_id.eq(workspace))
        .filter(departments::parent_id.eq(id))
        .set((
            departments::parent_id.eq(to),
            departments::version.eq(departments::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Nobody and nothing is in it any more.
pub(in crate::departments) fn remove(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
) -> Result<(), DbError> {
    diesel::delete(departments::table.find((workspace, id))).execute(tx.connection())?;
    Ok(())
}

/// What these people head, by name.
pub fn headed(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, String)>, DbError> {
    Ok(departments::table
        .filter(departments::workspace_id.eq(workspace))
        .filter(departments::head_id.eq_any(people))
        .order(departments::name_key)
        .select((departments::head_id.assume_not_null(), departments::name))
        .load(read.connection())?)
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
