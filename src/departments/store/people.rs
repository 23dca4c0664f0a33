//! Who and what is in departments.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid};

use crate::access::PermissionSet;
use crate::db::schema::{positions, users};
use crate::db::{DbError, Read, Tx};
use crate::departments::model::{MOST_COUNTED, Members};
use crate::people::{self, Called, Somebody};
use crate::types::{DepartmentId, UserId, WorkspaceId};

/// Somebody in it, in whatever state, who holds what these permissions lack.
pub(in crate::departments) fn beyond(
    read: &mut Read<'_>,
    (workspace, department): (WorkspaceId, DepartmentId),
    holds: PermissionSet,
) -> Result<Option<Somebody>, DbError> {
    let members =
        "SELECT users.id FROM users WHERE users.workspace_id = $1 AND users.department_id = $2";
    people::beyond(read, (workspace, holds), members, department.as_uuid())
}

/// In the order of their index, or PostgreSQL walks through everybody for the first so many.
const BY_NAME: &str = "ORDER BY users.name_key, users.id";

pub(in crate::departments) fn place(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    to: Option<DepartmentId>,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set(users::department_id.eq(to))
        .execute(tx.connection())?;
    Ok(())
}

#[derive(QueryableByName)]
struct HeadcountRow {
    #[diesel(sql_type = SqlUuid)]
    id: DepartmentId,
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = Nullable<Text>)]
    head_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    head_email: Option<String>,
}

/// What a list says about a department.
pub(in crate::departments) struct Headcount {
    /// Active people directly in it; one more than are counted where there are more.
    pub people: i64,
    pub head: Option<Called>,
}

pub(in crate::departments) type Headcounts = HashMap<DepartmentId, Headcount>;

/// Of these departments alone, where some are named.
pub(in crate::departments) fn headcounts(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    only: Option<&[DepartmentId]>,
) -> Result<Headcounts, DbError> {
    let rows: Vec<HeadcountRow> = sql_query(format!(
        "SELECT departments.id,
             (SELECT count(*) FROM (
                  SELECT FROM users
                  WHERE users.workspace_id = $1 AND users.department_id = departments.id
                      AND users.status = 'active'
                  {BY_NAME} LIMIT {MOST_COUNTED} + 1
              ) AS some_people) AS people,
             heads.full_name AS head_name, heads.email AS head_email
         FROM departments
         LEFT JOIN users AS heads ON heads.workspace_id = $1 AND heads.id = departments.head_id
         WHERE departments.workspace_id = $1 AND ($2 IS NULL OR departments.id = ANY ($2))"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Nullable<Array<SqlUuid>>, _>(only)
    .load(read.connection())?;
    let headcount = |row: HeadcountRow| {
        let head = row.head_email;
        let head = head.map(|email| Called::of(row.head_name, email));
        let people = row.people;
        (row.id, Headcount { people, head })
    };
    Ok(rows.into_iter().map(headcount).collect())
}

#[derive(QueryableByName)]
struct MembersRow {
    #[diesel(sql_type = BigInt)]
    active: i64,
    #[diesel(sql_type = BigInt)]
    pending: i64,
    #[diesel(sql_type = BigInt)]
    inactive: i64,
    #[diesel(sql_type = BigInt)]
    positions: i64,
}

/// Who and what is directly in a department, one more than `most` where there are more.
pub(in crate::departments) fn members(
    read: &mut Read<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
    most: i64,
) -> Result<Members, DbError> {
    let of = |status: &str| {
        format!(
            "(SELECT count(*) FROM (
                 SELECT FROM users
                 WHERE users.workspace_id = $1 AND users.department_id = $2
                     AND users.status = '{status}'
                 {BY_NAME} LIMIT $3 + 1
             ) AS some_{status}) AS {status}"
        )
    };
    let row: MembersRow = sql_query(format!(
        "SELECT {}, {}, {},
             (SELECT count(*) FROM positions
              WHERE positions.workspace_id = $1 AND positions.department_id = $2) AS positions",
        of("active"),
        of("pending"),
        of("inactive")
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(id)
    .bind::<BigInt, _>(most)
    .get_result(read.connection())?;
    Ok(Members {
        active: row.active,
        pending: row.pending,
        inactive: row.inactive,
        positions: row.positions,
    })
}

/// Everybody in one department and every position planned in it goes into another one, or into none.
/// Says how many people those are.
pub(in crate::departments) fn move_all(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
    to: Option<DepartmentId>,
) -> Result<usize, DbError> {
    diesel::update(positions::table)
        .filter(positions::workspace_id.eq(workspace))
        .filter(positions::department_id.eq(id))
        .set((
            positions::department_id.eq(to),
            positions::version.eq(positions::version + 1),
        ))
        .execute(tx.connection())?;
    let moved = diesel::update(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::department_id.eq(id))
        .set(users::department_id.eq(to))
        .execute(tx.connection())?;
    Ok(moved)
}
