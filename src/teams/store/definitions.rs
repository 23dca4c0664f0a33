//! Teams as rows: one of them, and making, changing and removing one.

use diesel::prelude::*;

use super::TeamRow;
use crate::db::schema::teams;
use crate::db::{DbError, Tx};
use crate::teams::model::{Strategy, Team};
use crate::types::{TeamId, Title, WorkspaceId};

/// Nobody else changes it, or who is in it, until the transaction ends.
pub(in crate::teams) fn locked(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
) -> Result<Option<Team>, DbError> {
    let row: Option<TeamRow> = teams::table
        .find((workspace, team))
        .select(TeamRow::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    row.map(Team::try_from).transpose()
}

pub(in crate::teams) fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(teams::table
        .filter(teams::workspace_id.eq(workspace))
        .count()
        .get_result(tx.connection())?)
}

/// The key of the name is unique in the workspace: `teams_name_unique`.
pub(in crate::teams) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (name, strategy): (&Title, Option<Strategy>),
) -> Result<TeamId, DbError> {
    let id = TeamId::new();
    let now = tx.now()?;
    diesel::insert_into(teams::table)
        .values((
            teams::workspace_id.eq(workspace),
            teams::id.eq(id),
            teams::name.eq(name),
            teams::name_key.eq(name.key()),
            teams::strategy.eq(strategy.map(Strategy::as_str)),
            teams::created_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(id)
}

pub(in crate::teams) fn update(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: &Team,
) -> Result<(), DbError> {
    diesel::update(teams::table.find((workspace, after.id)))
        .set((
            teams::name.eq(&after.name),
            teams::name_key.eq(after.name.key()),
            teams::strategy.eq(after.strategy.map(Strategy::as_str)),
            teams::lead_id.eq(after.lead),
            teams::version.eq(teams::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Nobody is in it any more.
pub(in crate::teams) fn remove(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
) -> Result<(), DbError> {
    diesel::delete(teams::table.find((workspace, team))).execute(tx.connection())?;
    Ok(())
}
