//! Where somebody who is invited will be: in teams, in a department, perhaps in a planned seat.

use std::collections::BTreeMap;

use super::inviting::{InviteError, Invited, Invitee, NewInvitations};
use crate::access::{Alone, Permission, rights::InviteUsers};
use crate::audit::Entry;
use crate::db::Tx;
use crate::departments::{self, Department};
use crate::people::{self, Somebody};
use crate::positions::{self, FillError, Position};
use crate::reporting;
use crate::teams::{self, Team};
use crate::types::{PositionId, TeamId, UserId, Wished};

/// All that there are of what they are to be in.
pub(super) struct Places {
    teams: Vec<Team>,
    departments: Vec<Department>,
    position: Option<Position>,
}

/// A seat that was taken.
pub(super) struct Taken {
    title: String,
    manager: Option<Somebody>,
}

impl Places {
    /// Nobody is put where there is nothing. For who may not see teams and departments there are none.
    pub fn of(
        tx: &mut Tx<'_>,
        by: &Alone<InviteUsers>,
        new: &NewInvitations,
    ) -> Result<Self, InviteError> {
        let workspace = by.workspace();
        let sees = by.holds().contains(Permission::ReadTeams);
        let needs_teams = new.people.iter().any(|person| !person.teams.is_empty());
        let mut departments = new.people.iter().map(|person| person.department);
        let needs_departments = new.position.is_some() || departments.any(|one| one.is_said());
        let places = Self {
            teams: if sees && needs_teams {
                teams::all(tx, workspace)?
            } else {
                Vec::new()
            },
            departments: if sees && needs_departments {
                departments::all(tx, workspace)?
            } else {
                Vec::new()
            },
            position: match new.position {
                None => None,
                Some(_) if !sees => return Err(InviteError::PositionGone),
                Some(_) if new.people.len() > 1 => return Err(InviteError::OnePerPosition),
                Some(id) => Some(open_seat(tx, by, id)?),
            },
        };
        for person in &new.people {
            places.has_all_for(person)?;
        }
        Ok(places)
    }

    fn has_all_for(&self, person: &Invitee) -> Result<(), InviteError> {
        let is_here = |id: &TeamId| self.teams.iter().any(|team| team.id == *id);
        if !person.teams.iter().all(is_here) {
            return Err(InviteError::NoSuchTeam);
        }
        match person.department {
            Wished::To(id) if self.departments.iter().all(|one| one.id != id) => {
                Err(InviteError::NoSuchDepartment)
            }
            _ => Ok(()),
        }
    }

    /// A seat brings its department where none was spoken of.
    pub fn settle(&self, people: &mut [Invitee]) {
        let department = self.position.as_ref().and_then(|seat| seat.department);
        let Some(department) = department else {
            return;
        };
        for person in people {
            if !person.department.is_said() {
                person.department = Wished::To(department);
            }
        }
    }

    /// Once they are there. Those who get the same teams are put into them together.
    pub fn take(
        &self,
        tx: &mut Tx<'_>,
        by: &Alone<InviteUsers>,
        (invited, people): (&[Invited], &[Invitee]),
    ) -> Result<Option<Taken>, InviteError> {
        let mut together: BTreeMap<&[TeamId], Vec<UserId>> = BTreeMap::new();
        for (one, person) in invited.iter().zip(people) {
            together.entry(&person.teams).or_default().push(one.user);
        }
        for (ids, users) in together {
            teams::place(tx, by, &users, ids)?;
        }
        match (&self.position, invited) {
            (Some(position), [one]) => seat(tx, by, position.id, one.user).map(Some),
            _ => Ok(None),
        }
    }

    /// By name, since each may be called otherwise later.
    pub fn told(&self, entry: Entry, person: &Invitee, seat: Option<&Taken>) -> Entry {
        let teams = self.teams.iter();
        let teams: Vec<&str> = teams
            .filter(|team| person.teams.contains(&team.id))
            .map(|team| team.name.as_str())
            .collect();
        let mut departments = self.departments.iter();
        let department = departments.find(|one| Some(one.id) == person.department.after(None));
        let mut entry = entry;
        if !teams.is_empty() {
            entry = entry.with("teams", teams);
        }
        if let Some(department) = department {
            entry = entry.with("department", department.name.as_str());
        }
        if let Some(seat) = seat {
            entry = entry.with("position", seat.title.as_str());
        }
        match seat.and_then(|seat| seat.manager.as_ref()) {
            Some(manager) => entry
                .with("manager", manager.name.as_str())
                .mentioning([manager.id]),
            None => entry,
        }
    }
}

fn open_seat(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    id: PositionId,
) -> Result<Position, InviteError> {
    let found = positions::find(tx, by.workspace(), id)?;
    found
        .filter(|position| position.invited.is_none())
        .ok_or(InviteError::PositionGone)
}

/// Of two who are invited into one at the same moment, the second comes too late.
fn seat(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    position: PositionId,
    user: UserId,
) -> Result<Taken, InviteError> {
    let position = positions::fill(tx, by, position, user)?;
    let manager = match position.manager {
        None => None,
        Some(manager) => {
            reporting::place(tx, by, &[user], manager)?;
            people::somebody(tx, by.workspace(), manager)?
        }
    };
    Ok(Taken {
        title: position.title.to_string(),
        manager,
    })
}

impl From<FillError> for InviteError {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Gone => Self::PositionGone,
            FillError::Db(error) => error.into(),
        }
    }
}
