//! Who is in which team, for who changes that.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};

use crate::access::PermissionSet;
use crate::db::schema::{team_members, teams};
use crate::db::{DbError, Read, Tx};
use crate::people::{self, Somebody};
use crate::teams::model::MOST_AT_ONCE;
use crate::types::{TeamId, Title, UserId, WorkspaceId};

/// Always before members come or go, and in one order, so that nobody leads a team that they leave at
/// the same moment and no two changes wait for each other.
pub(in crate::teams) fn lock_teams(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[TeamId],
) -> Result<(), DbError> {
    teams::table
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::id.eq_any(ids))
        .order(teams::id)
        .select(teams::id)
        .for_no_key_update()
        .load::<TeamId>(tx.connection())?;
    Ok(())
}

/// Says which of the teams are new to somebody.
pub(in crate::teams) fn join(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    ids: &[TeamId],
) -> Result<Vec<TeamId>, DbError> {
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
    if rows.is_empty() {
        return Ok(Vec::new());
    }
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
        .set((
            teams::lead_id.eq(None::<UserId>),
            teams::version.eq(teams::version + 1),
        ))
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

/// What these people lead, by name.
pub fn led(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, String)>, DbError> {
    Ok(teams::table
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::lead_id.eq_any(people))
        .order(teams::name_key)
        .select((teams::lead_id.assume_not_null(), teams::name))
        .load(read.connection())?)
}

/// Whatever these people lead has no lead. They stay in it.
pub fn give_up_leads(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<(), DbError> {
    diesel::update(teams::table)
        .filter(teams::workspace_id.eq(workspace))
        .filter(teams::lead_id.eq_any(people))
        .set((
            teams::lead_id.eq(None::<UserId>),
            teams::version.eq(teams::version + 1),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Before people are removed for good. They were in no team and led none.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, people: &[UserId]) -> Result<(), DbError> {
    give_up_leads(tx, workspace, people)?;
    diesel::delete(team_members::table)
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::user_id.eq_any(people))
        .execute(tx.connection())?;
    Ok(())
}

/// Those of these people who are in it.
pub(in crate::teams) fn of_these(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    people: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    Ok(team_members::table
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::team_id.eq(team))
        .filter(team_members::user_id.eq_any(people))
        .select(team_members::user_id)
        .load(read.connection())?)
}

/// Those in it who are none of these people, up to one more than can go at once.
pub(in crate::teams) fn others(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    people: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    let most = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
    Ok(team_members::table
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::team_id.eq(team))
        .filter(team_members::user_id.ne_all(people))
        .select(team_members::user_id)
        .limit(most.saturating_add(1))
        .load(read.connection())?)
}

/// The caller has locked the team. Says who is new in it.
pub(in crate::teams) fn take_in(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    people: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        user_id: UserId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT $1, $2, user_id FROM unnest($3) AS user_id
         ON CONFLICT DO NOTHING RETURNING user_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(team)
    .bind::<Array<SqlUuid>, _>(people)
    .load(tx.connection())?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}

/// The caller has locked the team. Says who was in it. Whoever led it and goes leads it no longer.
pub(in crate::teams) fn take_out(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    people: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    diesel::update(teams::table.find((workspace, team)))
        .filter(teams::lead_id.eq_any(people))
        .set(teams::lead_id.eq(None::<UserId>))
        .execute(tx.connection())?;
    Ok(diesel::delete(team_members::table)
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::team_id.eq(team))
        .filter(team_members::user_id.eq_any(people))
        .returning(team_members::user_id)
        .get_results(tx.connection())?)
}

/// Somebody in it who holds what these permissions lack.
pub(in crate::teams) fn beyond(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    holds: PermissionSet,
) -> Result<Option<Somebody>, DbError> {
    let members = "SELECT team_members.user_id FROM team_members
        WHERE team_members.workspace_id = $1 AND team_members.team_id = $2";
    people::beyond(read, (workspace, holds), members, team.as_uuid())
}

/// Whoever is in the first is in the second too.
pub(in crate::teams) fn copy(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (from, to): (TeamId, TeamId),
) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT workspace_id, $3, user_id FROM team_members
         WHERE workspace_id = $1 AND team_id = $2
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(from)
    .bind::<SqlUuid, _>(to)
    .execute(tx.connection())?;
    Ok(())
}

/// Keeps the name of a team that is about to go with whoever was invited into it.
pub(in crate::teams) fn note_missed(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    name: &Title,
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE users SET missed_teams = array_append(missed_teams, $3)
         FROM team_members
         WHERE team_members.workspace_id = $1 AND team_members.team_id = $2
             AND users.workspace_id = $1 AND users.id = team_members.user_id
             AND users.status = 'pending'",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(team)
    .bind::<Text, _>(name)
    .execute(tx.connection())?;
    Ok(())
}

/// Nobody is in it and nobody leads it any more. Says how many were.
pub(in crate::teams) fn dissolve(
    tx: &mut Tx<'_>,
    (workspace, team): (WorkspaceId, TeamId),
) -> Result<usize, DbError> {
    diesel::update(teams::table.find((workspace, team)))
        .set(teams::lead_id.eq(None::<UserId>))
        .execute(tx.connection())?;
    Ok(diesel::delete(team_members::table)
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::team_id.eq(team))
        .execute(tx.connection())?)
}
