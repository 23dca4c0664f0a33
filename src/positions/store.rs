use diesel::prelude::*;

use super::model::{Plan, Position};
use crate::db::schema::positions;
use crate::db::{DbError, Read, Tx};
use crate::types::{DepartmentId, PositionId, Title, UserId, WorkspaceId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = positions)]
struct Row {
    id: PositionId,
    title: Title,
    manager_id: Option<UserId>,
    department_id: Option<DepartmentId>,
    user_id: Option<UserId>,
    version: i32,
}

impl From<Row> for Position {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            title: row.title,
            manager: row.manager_id,
            department: row.department_id,
            invited: row.user_id,
            version: row.version,
        }
    }
}

/// Those that nobody is invited into, by title.
pub fn open(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Vec<Position>, DbError> {
    let rows: Vec<Row> = positions::table
        .filter(positions::workspace_id.eq(workspace))
        .filter(positions::user_id.is_null())
        .order((positions::title, positions::id))
        .select(Row::as_select())
        .load(read.connection())?;
    Ok(rows.into_iter().map(Position::from).collect())
}

pub fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: PositionId,
) -> Result<Option<Position>, DbError> {
    let row: Option<Row> = positions::table
        .find((workspace, id))
        .select(Row::as_select())
        .first(read.connection())
        .optional()?;
    Ok(row.map(Position::from))
}

pub(super) fn count(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(positions::table
        .filter(positions::workspace_id.eq(workspace))
        .count()
        .get_result(read.connection())?)
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    plan: &Plan,
) -> Result<PositionId, DbError> {
    let (id, now) = (PositionId::new(), tx.now()?);
    diesel::insert_into(positions::table)
        .values((
            positions::workspace_id.eq(workspace),
            positions::id.eq(id),
            positions::title.eq(&plan.title),
            positions::manager_id.eq(plan.manager),
            positions::department_id.eq(plan.department),
            positions::created_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(id)
}

pub(super) fn update(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, PositionId),
    plan: &Plan,
) -> Result<(), DbError> {
    diesel::update(positions::table.find((workspace, id)))
        .set((
            positions::title.eq(&plan.title),
            positions::manager_id.eq(plan.manager),
            positions::department_id.eq(plan.department),
            positions::version.eq(positions::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn remove(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, PositionId),
) -> Result<(), DbError> {
    diesel::delete(positions::table.find((workspace, id))).execute(tx.connection())?;
    Ok(())
}

/// `None` if it is somebody's already, or gone.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, PositionId),
    user: UserId,
) -> Result<Option<Position>, DbError> {
    let row: Option<Row> = diesel::update(positions::table.find((workspace, id)))
        .filter(positions::user_id.is_null())
        .set((
            positions::user_id.eq(user),
            positions::version.eq(positions::version + 1),
        ))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .optional()?;
    Ok(row.map(Position::from))
}

/// These people won't come. Says whose each was.
pub fn reopen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, String)>, DbError> {
    let theirs = positions::table
        .filter(positions::workspace_id.eq(workspace))
        .filter(positions::user_id.eq_any(people));
    let titles = theirs
        .clone()
        .select((positions::user_id.assume_not_null(), positions::title))
        .load(tx.connection())?;
    diesel::update(theirs)
        .set((
            positions::user_id.eq(None::<UserId>),
            positions::version.eq(positions::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(titles)
}

/// Somebody came, and has it. Says what it was called, if there was one.
pub fn close(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<String>, DbError> {
    Ok(diesel::delete(positions::table)
        .filter(positions::workspace_id.eq(workspace))
        .filter(positions::user_id.eq(user))
        .returning(positions::title)
        .get_result(tx.connection())
        .optional()?)
}

/// What was planned below somebody who leaves is planned below somebody else. Says how many those are.
pub fn move_up(
    tx: &mut Tx<'_>,
    (workspace, leaving): (WorkspaceId, UserId),
    next: Option<UserId>,
) -> Result<usize, DbError> {
    let moved = diesel::update(positions::table)
        .filter(positions::workspace_id.eq(workspace))
        .filter(positions::manager_id.eq(leaving))
        .set((
            positions::manager_id.eq(next),
            positions::version.eq(positions::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(moved)
}
