//! Which teams somebody is in.

use thiserror::Error;

use crate::access::{Granted, Refusal, Tried, Unproved};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::teams::model::Team;
use crate::teams::store::{self, members};
use crate::types::{ParseIdError, TeamId, UserId};

#[derive(Debug, Error)]
pub enum TeamsError {
    #[error("There is no such person.")]
    Nobody,
    #[error("One of these teams is gone. Choose again.")]
    NoSuchTeam,
    #[error(
        "Somebody else changed these teams meanwhile. What they are in now is ticked; choose again."
    )]
    ChangedMeanwhile,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The teams that somebody is to be in, and those that they were in when it was decided.
#[derive(Clone, Debug)]
pub struct TeamChange {
    pub seen: Option<Vec<TeamId>>,
    pub wished: Vec<TeamId>,
}

impl TeamChange {
    /// From a form: what is ticked, and what was when it was shown. The form says so with an empty one
    /// where nothing was; a script that doesn't know sends none at all.
    pub fn parse(ticked: &[String], had: &[String]) -> Result<Self, TeamsError> {
        let ids = |texts: &[String]| {
            let mut ids = texts
                .iter()
                .filter(|text| !text.is_empty())
                .map(|text| text.parse())
                .collect::<Result<Vec<TeamId>, ParseIdError>>()?;
            ids.sort_unstable();
            ids.dedup();
            Ok::<_, ParseIdError>(ids)
        };
        let seen = ids(had).map_err(|_| TeamsError::ChangedMeanwhile)?;
        Ok(Self {
            seen: (!had.is_empty()).then_some(seen),
            wished: ids(ticked).map_err(|_| TeamsError::NoSuchTeam)?,
        })
    }

    fn is_outdated(&self, before: &[Team]) -> bool {
        self.seen.as_ref().is_some_and(|seen| {
            seen.len() != before.len() || before.iter().any(|team| !seen.contains(&team.id))
        })
    }
}

/// Somebody is in these teams from now on, and in no other. Whoever led one that they leave leads it
/// no longer.
pub fn change<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    person: &Somebody,
    change: &TeamChange,
) -> Result<(), TeamsError> {
    let (workspace, user) = (by.workspace(), person.id);
    person.within_reach(by, Tried::ChangeTeams)?;
    // One after the other, so that what the form saw is still so when it is judged.
    people::lock(tx, workspace, user)?;
    let all = store::all(tx, workspace)?;
    let before = store::of_user(tx, workspace, user)?;
    let is_here = |id: &TeamId| all.iter().any(|team| team.id == *id);
    if !change.wished.iter().all(is_here) {
        return Err(TeamsError::NoSuchTeam);
    }
    if change.is_outdated(&before) {
        return Err(TeamsError::ChangedMeanwhile);
    }
    let was_in = |id: &TeamId| before.iter().any(|team| team.id == *id);
    let joined: Vec<TeamId> = change
        .wished
        .iter()
        .copied()
        .filter(|id| !was_in(id))
        .collect();
    let ids = before.iter().map(|team| team.id);
    let left: Vec<TeamId> = ids.filter(|id| !change.wished.contains(id)).collect();
    let touched = [joined.as_slice(), left.as_slice()].concat();
    if touched.is_empty() {
        return Ok(());
    }
    members::lock_teams(tx, workspace, &touched)?;
    let left = members::leave(tx, (workspace, user), &left)?;
    let joined = members::join(tx, (workspace, user), &joined)?;
    let named = |ids: &[TeamId]| -> Vec<String> {
        let these = all.iter().filter(|team| ids.contains(&team.id));
        these.map(|team| team.name.to_string()).collect()
    };
    let led = before.iter().filter(|team| team.lead == Some(user));
    let led: Vec<TeamId> = led.map(|team| team.id).collect();
    let led = named(
        &left
            .iter()
            .copied()
            .filter(|id| led.contains(id))
            .collect::<Vec<_>>(),
    );
    if let Some(mut entry) = changed(person, named(&joined), named(&left)) {
        if !led.is_empty() {
            entry = entry.with("led", led);
        }
        audit::record(tx, by.author(), entry)?;
    }
    Ok(())
}

/// What somebody joined and left, by name. Nothing where somebody else was faster.
pub(super) fn changed(person: &Somebody, joined: Vec<String>, left: Vec<String>) -> Option<Entry> {
    if joined.is_empty() && left.is_empty() {
        return None;
    }
    let entry = Entry::new(Action::UserTeamsChanged)
        .on(Target::User(person.id), &person.name)
        .with("joined", joined)
        .with("left", left);
    Some(entry)
}

/// People who have just been invited join teams that are there, which their invitation's entry tells.
pub fn place<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    newcomers: &[UserId],
    teams: &[TeamId],
) -> Result<(), DbError> {
    members::place(tx, by.workspace(), (newcomers, teams))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ids: &[TeamId]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_form_says_what_it_showed_and_a_script_may_not() {
        let (one, other) = (TeamId::new(), TeamId::new());
        let ticked = texts(&[other, one, other]);
        let script = TeamChange::parse(&ticked, &[]).unwrap();
        assert_eq!((script.seen, script.wished), (None, vec![one, other]));
        let none_shown = TeamChange::parse(&ticked, &[String::new()]).unwrap();
        assert_eq!(none_shown.seen, Some(Vec::new()));
        let one_shown = [vec![String::new()], texts(&[one])].concat();
        let shown = TeamChange::parse(&[], &one_shown).unwrap();
        assert_eq!((shown.seen, shown.wished), (Some(vec![one]), Vec::new()));
    }

    #[test]
    fn what_is_no_id_is_no_team() {
        let odd = ["returns".to_owned()];
        let ticked = TeamChange::parse(&odd, &[]);
        assert!(matches!(ticked, Err(TeamsError::NoSuchTeam)));
        let had = TeamChange::parse(&[], &odd);
        assert!(matches!(had, Err(TeamsError::ChangedMeanwhile)));
    }
}
