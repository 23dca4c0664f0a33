//! How many people there are in each state: kept in the workspace's row, whose lock everybody holds who
//! changes a state.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};

use crate::db::schema::workspaces;
use crate::db::{DbError, Read, Tx};
use crate::types::{Slug, UserStatus, WorkspaceId};
use crate::users::model::Counts;

pub fn counts(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Counts, DbError> {
    let (active, pending, inactive): (i32, i32, i32) = workspaces::table
        .find(workspace)
        .select((
            workspaces::active_users,
            workspaces::pending_users,
            workspaces::inactive_users,
        ))
        .first(read.connection())?;
    Ok(Counts {
        active: active.into(),
        pending: pending.into(),
        inactive: inactive.into(),
    })
}

/// So many people came from one state into another; nobody is in any before they are known, or once they
/// are gone.
pub fn count(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (from, to): (Option<UserStatus>, Option<UserStatus>),
    people: usize,
) -> Result<(), DbError> {
    let people = i64::try_from(people).unwrap_or(i64::MAX);
    let change = |status: UserStatus| {
        let into = if to == Some(status) { people } else { 0 };
        let out_of = if from == Some(status) { people } else { 0 };
        into - out_of
    };
    diesel::sql_query(
        "UPDATE workspaces SET active_users = active_users + $2,
             pending_users = pending_users + $3, inactive_users = inactive_users + $4
         WHERE id = $1",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<BigInt, _>(change(UserStatus::Active))
    .bind::<BigInt, _>(change(UserStatus::Pending))
    .bind::<BigInt, _>(change(UserStatus::Inactive))
    .execute(tx.connection())?;
    Ok(())
}

/// Workspaces where other numbers are kept than there are people, for `muster doctor`.
pub fn miscounted(read: &mut Read<'_>) -> Result<Vec<Slug>, DbError> {
    #[derive(QueryableByName)]
    struct Miscounted {
        #[diesel(sql_type = Text)]
        slug: Slug,
    }
    let rows: Vec<Miscounted> = diesel::sql_query(
        "SELECT workspace_slugs.slug
         FROM workspaces
         JOIN workspace_slugs ON workspace_slugs.workspace_id = workspaces.id
         LEFT JOIN (
             SELECT workspace_id,
                    count(*) FILTER (WHERE status = 'active') AS active,
                    count(*) FILTER (WHERE status = 'pending') AS pending,
                    count(*) FILTER (WHERE status = 'inactive') AS inactive
             FROM users GROUP BY workspace_id
         ) AS counted ON counted.workspace_id = workspaces.id
         WHERE (active_users, pending_users, inactive_users)
             <> (coalesce(active, 0), coalesce(pending, 0), coalesce(inactive, 0))
         ORDER BY workspace_slugs.slug",
    )
    .load(read.connection())?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}
