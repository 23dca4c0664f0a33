use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::schema::users;
use crate::db::{DbError, Read, Tx};
use crate::types::{Slug, UserId, UserStatus, WorkspaceId};

/// To whom somebody reports.
pub(super) struct Reporting {
    pub manager: Option<UserId>,
    pub is_inactive: bool,
}

pub(super) fn reporting(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<Option<Reporting>, DbError> {
    let row: Option<(Option<UserId>, UserStatus)> = users::table
        .find((workspace, user))
        .select((users::manager_id, users::status))
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    Ok(row.map(|(manager, status)| Reporting {
        manager,
        is_inactive: status == UserStatus::Inactive,
    }))
}

#[derive(QueryableByName)]
struct Above {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
}

/// So far up anybody looks. Nobody is put below so many (`MOST_ABOVE`), so it ends before.
const FARTHEST: i32 = 10_000;

/// Somebody, their manager, and so on to the top.
pub fn path_up(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<UserId>, DbError> {
    let rows: Vec<Above> = diesel::sql_query(
        "WITH RECURSIVE above AS (
             SELECT id, manager_id, 0 AS steps FROM users WHERE workspace_id = $1 AND id = $2
             UNION ALL
             SELECT users.id, users.manager_id, above.steps + 1 FROM above
             JOIN users ON users.workspace_id = $1 AND users.id = above.manager_id
             WHERE above.steps < $3
         )
         SELECT id FROM above ORDER BY steps",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .bind::<Integer, _>(FARTHEST)
    .load(read.connection())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The caller has the workspace to itself.
pub(super) fn set_manager(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    (now, manager): (&Reporting, Option<UserId>),
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::manager_id.eq(manager),
            users::moved_up_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        ))
        .execute(tx.connection())?;
    if !now.counts() {
        return Ok(());
    }
    if let Some(before) = now.manager {
        count(tx, (workspace, before), -1)?;
    }
    match manager {
        Some(manager) => count(tx, (workspace, manager), 1),
        None => Ok(()),
    }
}

/// They needn't be looked at again.
pub(super) fn confirm(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .filter(users::moved_up_at.is_not_null())
        .set(users::moved_up_at.eq(None::<chrono::DateTime<chrono::Utc>>))
        .execute(tx.connection())?;
    Ok(())
}

fn count(
    tx: &mut Tx<'_>,
    (workspace, manager): (WorkspaceId, UserId),
    more: i32,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, manager)))
        .set(users::reports.eq(users::reports + more))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn place(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    newcomers: &[UserId],
    manager: UserId,
) -> Result<(), DbError> {
    let placed = diesel::update(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(newcomers))
        .filter(users::manager_id.is_null())
        .set(users::manager_id.eq(manager))
        .execute(tx.connection())?;
    let placed = i32::try_from(placed).unwrap_or(i32::MAX);
    count(tx, (workspace, manager), placed)
}

/// These people count no more among anybody's reports.
pub(super) fn take_from_their_managers(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE users SET reports = users.reports - fewer.number
         FROM (
             SELECT manager_id, count(*)::integer AS number FROM users
             WHERE workspace_id = $1 AND id = ANY ($2) AND manager_id IS NOT NULL
                 AND status <> 'inactive'
             GROUP BY manager_id
         ) AS fewer
         WHERE users.workspace_id = $1 AND users.id = fewer.manager_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(people)
    .execute(tx.connection())?;
    Ok(())
}

/// Somebody who leaves and to whom others report.
#[derive(QueryableByName)]
pub(super) struct Leaving {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

pub(super) fn with_reports(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<Leaving>, DbError> {
    Ok(diesel::sql_query(
        "SELECT users.id, coalesce(users.full_name, users.email) AS name FROM users
         WHERE users.workspace_id = $1 AND users.id = ANY ($2)
             AND (
                 EXISTS (
                     SELECT FROM users AS below
                     WHERE below.workspace_id = $1 AND below.manager_id = users.id
                 )
                 OR EXISTS (
                     SELECT FROM positions
                     WHERE positions.workspace_id = $1 AND positions.manager_id = users.id
                 )
             )
         ORDER BY users.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(people)
    .load(tx.connection())?)
}

/// The nearest above somebody who doesn't leave as well.
pub(super) fn next_above(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    leaving: &[UserId],
) -> Result<Option<UserId>, DbError> {
    let path = path_up(tx, workspace, user)?;
    Ok(path.into_iter().find(|one| !leaving.contains(one)))
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Says how many moved who are active or invited. Whoever leaves too is left as they are.
pub(super) fn move_up(
    tx: &mut Tx<'_>,
    (workspace, manager): (WorkspaceId, UserId),
    (next, leaving): (Option<UserId>, &[UserId]),
) -> Result<i64, DbError> {
    let now = tx.now()?;
    let moved: Moved = diesel::sql_query(
        "WITH moved AS (
             UPDATE users SET manager_id = $3, moved_up_at = $5
             WHERE workspace_id = $1 AND manager_id = $2 AND id <> ALL ($4)
             RETURNING status
         )
         SELECT count(*) FILTER (WHERE status <> 'inactive') AS number FROM moved",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(manager)
    .bind::<Nullable<SqlUuid>, _>(next)
    .bind::<Array<SqlUuid>, _>(leaving)
    .bind::<Timestamptz, _>(now)
    .get_result(tx.connection())?;
    diesel::update(users::table.find((workspace, manager)))
        .set(users::reports.eq(0))
        .execute(tx.connection())?;
    let number = i32::try_from(moved.number).unwrap_or(i32::MAX);
    if let Some(next) = next {
        count(tx, (workspace, next), number)?;
    }
    Ok(moved.number)
}

/// Workspaces where somebody has more or fewer reports than are counted, for `muster doctor`.
pub fn miscounted(read: &mut Read<'_>) -> Result<Vec<Slug>, DbError> {
    #[derive(QueryableByName)]
    struct Miscounted {
        #[diesel(sql_type = Text)]
        slug: Slug,
    }
    let rows: Vec<Miscounted> = diesel::sql_query(
        "SELECT DISTINCT workspace_slugs.slug
         FROM users
         LEFT JOIN (
             SELECT workspace_id, manager_id, count(*) AS number
             FROM users
             WHERE manager_id IS NOT NULL AND status <> 'inactive'
             GROUP BY workspace_id, manager_id
         ) AS below ON below.workspace_id = users.workspace_id AND below.manager_id = users.id
         JOIN workspace_slugs ON workspace_slugs.workspace_id = users.workspace_id
         WHERE users.reports <> coalesce(below.number, 0)
         ORDER BY workspace_slugs.slug",
    )
    .load(read.connection())?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}
