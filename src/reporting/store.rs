pub(super) mod leaving;

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};

use crate::db::schema::users;
use crate::db::{DbError, Read, Tx};
use crate::people;
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
    people::lock(tx, workspace, user)?;
    let row: Option<(Option<UserId>, UserStatus)> = users::table
        .find((workspace, user))
        .select((users::manager_id, users::status))
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

pub(super) fn count(
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
