//! Who moves when somebody leaves or comes back.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};

use super::{count, path_up};
use crate::db::schema::users;
use crate::db::{DbError, Tx};
use crate::positions;
use crate::types::{UserId, UserStatus, WorkspaceId};

/// These people count no more among anybody's reports.
pub(in crate::reporting) fn take_from_their_managers(
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
pub(in crate::reporting) struct Leaving {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

pub(in crate::reporting) fn with_reports(
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
pub(in crate::reporting) fn next_above(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    leaving: &[UserId],
) -> Result<Option<UserId>, DbError> {
    let path = path_up(tx, workspace, user)?;
    Ok(path.into_iter().find(|one| !leaving.contains(one)))
}

/// Says how many moved who are active or invited. Whoever leaves too is left as they are.
pub(in crate::reporting) fn move_up(
    tx: &mut Tx<'_>,
    (workspace, manager): (WorkspaceId, UserId),
    (next, leaving): (Option<UserId>, &[UserId]),
) -> Result<i64, DbError> {
    let now = tx.now()?;
    let moved = diesel::update(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::manager_id.eq(manager))
        .filter(users::id.ne_all(leaving))
        .set((users::manager_id.eq(next), users::moved_up_at.eq(now)))
        .returning(users::status)
        .get_results(tx.connection())?;
    counted_below(tx, (workspace, manager), (next, &moved))
}

/// The same to somebody who was chosen, so that nobody has to look at it again.
pub(in crate::reporting) fn hand_over(
    tx: &mut Tx<'_>,
    (workspace, from): (WorkspaceId, UserId),
    to: UserId,
) -> Result<i64, DbError> {
    let moved = diesel::update(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::manager_id.eq(from))
        .set((
            users::manager_id.eq(to),
            users::moved_up_at.eq(None::<DateTime<Utc>>),
        ))
        .returning(users::status)
        .get_results(tx.connection())?;
    counted_below(tx, (workspace, from), (Some(to), &moved))
}

/// Nobody reports to `from` any more, and these to the next.
fn counted_below(
    tx: &mut Tx<'_>,
    (workspace, from): (WorkspaceId, UserId),
    (next, moved): (Option<UserId>, &[UserStatus]),
) -> Result<i64, DbError> {
    let here = moved
        .iter()
        .filter(|status| **status != UserStatus::Inactive);
    let number = here.count();
    diesel::update(users::table.find((workspace, from)))
        .set(users::reports.eq(0))
        .execute(tx.connection())?;
    if let Some(next) = next {
        let more = i32::try_from(number).unwrap_or(i32::MAX);
        count(tx, (workspace, next), more)?;
    }
    Ok(i64::try_from(number).unwrap_or(i64::MAX))
}

pub(in crate::reporting) fn has_left(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<bool, DbError> {
    let left = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(people))
        .filter(users::status.eq(UserStatus::Inactive));
    Ok(diesel::select(exists(left)).get_result(tx.connection())?)
}

/// The nearest above somebody who isn't inactive.
pub(in crate::reporting) fn nearest_here(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<Option<UserId>, DbError> {
    let path = path_up(tx, workspace, user)?;
    let here: Vec<UserId> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(&path))
        .filter(users::status.ne(UserStatus::Inactive))
        .select(users::id)
        .load(tx.connection())?;
    let above = path.into_iter().filter(|one| *one != user);
    Ok(above.into_iter().find(|one| here.contains(one)))
}

/// Somebody reports to this one without anybody having chosen it. Counts are kept by the caller.
pub(in crate::reporting) fn mark_below(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    manager: Option<UserId>,
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(users::table.find((workspace, user)))
        .set((users::manager_id.eq(manager), users::moved_up_at.eq(now)))
        .execute(tx.connection())?;
    Ok(())
}

/// Before somebody inactive is removed for good: whoever is inactive as well may still be below them, and
/// is below the next one then.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    let next: Option<UserId> = users::table
        .find((workspace, user))
        .select(users::manager_id)
        .first(tx.connection())?;
    diesel::update(users::table)
        .filter(users::workspace_id.eq(workspace))
        .filter(users::manager_id.eq(user))
        .set(users::manager_id.eq(next))
        .execute(tx.connection())?;
    positions::move_up(tx, (workspace, user), next)?;
    positions::reopen(tx, workspace, &[user])?;
    Ok(())
}
