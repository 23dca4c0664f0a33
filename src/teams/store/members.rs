//! Who is in which team.

use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};

use crate::db::schema::{team_members, teams, users};
use crate::db::{DbError, Tx};
use crate::types::{TeamId, UserId, WorkspaceId};

/// Whoever else changes this person's teams waits.
pub(in crate::teams) fn lock_person(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(), DbError> {
    users::table
        .find((workspace, user))
        .select(users::id)
        .for_no_key_update()
        .first::<UserId>(tx.connection())
        .optional()?;
    Ok(())
}

/// Always before members come or go, and in one order, so that nobody leads a team that they leave at
/// the same moment and no two changes wait for each other. Says which of them are there.
pub(in crate::teams) fn lock_teams(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[TeamId],
) -> Result<Vec<TeamId>, DbError> {
    Ok(teams::table
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::id.eq_any(ids))
        .order(teams::id)
        .select(teams::id)
        .for_no_key_update()
        .load(tx.connection())?)
}

/// Says which of the teams are new to somebody.
pub(in crate::teams) fn join(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    ids: &[TeamId],
) -> Result<Vec<TeamId>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<_> = ids
        .iter()
        .map(|team| {
            (
                team_members::workspace_id.eq(workspace),
                team_members::team_id.eq(*team),
                team_members::user_id.eq(user),
            )
        })
        .collect();
    Ok(diesel::insert_into(team_members::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(team_members::team_id)
        .get_results(tx.connection())?)
}

/// Says which of the teams somebody was in. They lead none of them any more.
pub(in crate::teams) fn leave(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    ids: &[TeamId],
) -> Result<Vec<TeamId>, DbError> {
    diesel::update(teams::table)
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::lead_id.eq(user))
        .filter(teams::id.eq_any(ids))
        .set(teams::lead_id.eq(None::<UserId>))
        .execute(tx.connection())?;
    Ok(diesel::delete(team_members::table)
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::user_id.eq(user))
        .filter(team_members::team_id.eq_any(ids))
        .returning(team_members::team_id)
        .get_results(tx.connection())?)
}

/// All of these people into all of these teams.
pub(in crate::teams) fn place(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (people, ids): (&[UserId], &[TeamId]),
) -> Result<(), DbError> {
    if people.is_empty() || ids.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT $1, team_id, user_id FROM unnest($2) AS team_id CROSS JOIN unnest($3) AS user_id
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(people)
    .execute(tx.connection())?;
    Ok(())
}

/// Before people are removed for good. They were in no team and led none.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, people: &[UserId]) -> Result<(), DbError> {
    diesel::update(teams::table)
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::lead_id.eq_any(people))
        .set(teams::lead_id.eq(None::<UserId>))
        .execute(tx.connection())?;
    diesel::delete(team_members::table)
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::user_id.eq_any(people))
        .execute(tx.connection())?;
    Ok(())
}
