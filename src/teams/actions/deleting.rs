//! Deleting a team: its people go to another one, or to none.

use thiserror::Error;

use crate::access::{
    Alone, Attempt, Limit, Refusal, Tried, Unproved, rights::WriteTeams, within_ceiling,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::people::Somebody;
use crate::teams::model::{MOST_MOVED, Team};
use crate::teams::store::{self, definitions, lists::affected, members};
use crate::types::TeamId;

#[derive(Debug, Error)]
pub enum DeleteError {
    #[error("There is no such team.")]
    Missing,
    #[error("This team can't take its place. Choose another one.")]
    NoReplacement,
    #[error("Too many people are in this team to move them at once. Take some of them out first.")]
    TooMany,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whoever is invited into a team that nothing takes the place of is told of it when they join, so its
/// name is kept with them.
pub(in crate::teams) fn delete(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: TeamId,
    replacement: Option<TeamId>,
) -> Result<(), DeleteError> {
    let workspace = by.workspace();
    let all = store::all(tx, workspace)?;
    let find = |id: TeamId| all.iter().find(|team| team.id == id);
    let team = find(id).ok_or(DeleteError::Missing)?;
    if let Some(person) = out_of_reach(tx, by, id)? {
        refused(by, team, &person)?;
    }
    let other = match replacement {
        None => None,
        Some(same) if same == id => return Err(DeleteError::NoReplacement),
        Some(other) => Some(find(other).ok_or(DeleteError::NoReplacement)?),
    };
    if affected(tx, (workspace, id))?.all() > MOST_MOVED {
        return Err(DeleteError::TooMany);
    }
    match other {
        Some(other) => members::copy(tx, workspace, (id, other.id))?,
        None => members::note_missed(tx, (workspace, id), &team.name)?,
    }
    let people = members::dissolve(tx, (workspace, id))?;
    definitions::remove(tx, (workspace, id))?;
    let entry = Entry::new(Action::TeamDeleted)
        .on(Target::Team(id), team.name.as_str())
        .with("members", people);
    let entry = match other {
        Some(other) => entry.with("moved_to", other.name.as_str()),
        None => entry,
    };
    Ok(audit::record(tx, by.author(), entry)?)
}

fn out_of_reach(
    read: &mut Read<'_>,
    by: &Alone<WriteTeams>,
    team: TeamId,
) -> Result<Option<Somebody>, DbError> {
    members::beyond(read, (by.workspace(), team), by.holds())
}

/// Whose membership isn't theirs to change.
fn refused(by: &Alone<WriteTeams>, team: &Team, person: &Somebody) -> Result<(), Refusal> {
    within_ceiling(by.holds(), person.permissions).map_err(|above| {
        let attempt = Attempt {
            on: Some((Target::Team(team.id), team.name.to_string())),
            tried: Tried::DeleteTeam,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        by.refused(above.weightiest(), attempt)
    })
}
