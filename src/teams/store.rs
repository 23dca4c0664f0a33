pub(in crate::teams) mod definitions;
pub(in crate::teams) mod lists;
pub(in crate::teams) mod members;
pub(in crate::teams) mod page;

use diesel::prelude::*;

use super::model::{Strategy, Team};
use crate::db::schema::{team_members, teams};
use crate::db::{DbError, Read};
use crate::types::{TeamId, Title, UserId, WorkspaceId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = teams)]
struct TeamRow {
    id: TeamId,
    name: Title,
    strategy: Option<String>,
    lead_id: Option<UserId>,
    version: i32,
}

impl TryFrom<TeamRow> for Team {
    type Error = DbError;

    fn try_from(row: TeamRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            strategy: strategy(row.strategy)?,
            lead: row.lead_id,
            version: row.version,
        })
    }
}

fn strategy(stored: Option<String>) -> Result<Option<Strategy>, DbError> {
    let known = stored.map(|text| {
        text.parse()
            .map_err(|_| DbError::Unreadable(format!("\"{text}\" is no strategy")))
    });
    known.transpose()
}

/// By name.
pub fn all(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Vec<Team>, DbError> {
    let rows: Vec<TeamRow> = teams::table
        .filter(teams::workspace_id.eq(workspace))
        .order((teams::name_key, teams::id))
        .select(TeamRow::as_select())
        .load(read.connection())?;
    rows.into_iter().map(Team::try_from).collect()
}

/// Those that somebody is in, by name.
pub fn of_user(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<Team>, DbError> {
    let rows: Vec<TeamRow> = team_members::table
        .inner_join(
            teams::table.on(teams::workspace_id
                .eq(team_members::workspace_id)
                .and(teams::id.eq(team_members::team_id))),
        )
        .filter(team_members::workspace_id.eq(workspace))
        .filter(team_members::user_id.eq(user))
        .order((teams::name_key, teams::id))
        .select(TeamRow::as_select())
        .load(read.connection())?;
    rows.into_iter().map(Team::try_from).collect()
}
