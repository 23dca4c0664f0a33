//! One after the other, by what is done to one.

use std::collections::HashMap;

use super::{BulkError, Outcome, Proof, Target};
use crate::access::{Alone, Tried, rights::WriteUsers};
use crate::audit;
use crate::db::{DbError, Tx};
use crate::directory::model::bulk::{Deed, Skip};
use crate::lifecycle::{self, Wishes};
use crate::people::Somebody;
use crate::roles::{self, Reassignment};
use crate::teams::{self, TeamChange};
use crate::types::{RoleId, TeamId, UserId};

/// So many refusals of one transaction are entries of their own; the others are in the count of the whole.
const MOST_REFUSALS: usize = 20;

pub(super) fn change(
    tx: &mut Tx<'_>,
    by: &Proof,
    target: &Target,
    people: &[Somebody],
) -> Result<Outcome, BulkError> {
    let (mut outcome, mut refused) = (Outcome::default(), 0);
    let doer = by.doer();
    let had = had(tx, by, people)?;
    for person in people {
        let known = (person.id, person.status, person.permissions);
        if let Some(why) = doer.leaves_out(target.deed(), known) {
            outcome.leave_out(why, person.id);
            if matches!(why, Skip::Above | Skip::Owner) && refused < MOST_REFUSALS {
                refused += 1;
                note_refused(tx, by, target, person)?;
            }
        } else if change_one(tx, by, target, (person, &had))? {
            outcome.changed += 1;
        } else {
            outcome.leave_out(Skip::Already, person.id);
        }
    }
    Ok(outcome)
}

/// Whether anything changed by it.
fn change_one(
    tx: &mut Tx<'_>,
    by: &Proof,
    target: &Target,
    (person, had): (&Somebody, &HashMap<UserId, Vec<RoleId>>),
) -> Result<bool, BulkError> {
    match (target, by) {
        (Target::Role(role), Proof::Users(by)) => {
            if had.get(&person.id).is_some_and(|had| *had == [role.id]) {
                return Ok(false);
            }
            give(tx, by, person.id, role.id)?;
            Ok(true)
        }
        (Target::Deactivated, Proof::Users(by)) => {
            lifecycle::deactivate(tx, by, person.id, &Wishes::default())?;
            Ok(true)
        }
        (Target::Team(team), _) => add_to_team(tx, by, person, *team),
        (_, Proof::Teams(_)) => Err(DbError::Misuse("another right was proved").into()),
    }
}

fn give(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    role: RoleId,
) -> Result<(), BulkError> {
    let reassignment = Reassignment {
        seen: None,
        wished: vec![role],
    };
    Ok(roles::assign(tx, by, user, &reassignment)?)
}

fn add_to_team(
    tx: &mut Tx<'_>,
    by: &Proof,
    person: &Somebody,
    team: TeamId,
) -> Result<bool, BulkError> {
    let in_now = teams::of_user(tx, by.workspace(), person.id)?;
    let mut wished: Vec<TeamId> = in_now.iter().map(|team| team.id).collect();
    if wished.contains(&team) {
        return Ok(false);
    }
    wished.push(team);
    let change = TeamChange { seen: None, wished };
    match by {
        Proof::Users(by) => teams::change(tx, by, person, &change)?,
        Proof::Teams(by) => teams::change(tx, by, person, &change)?,
    }
    Ok(true)
}

fn had(
    tx: &mut Tx<'_>,
    by: &Proof,
    people: &[Somebody],
) -> Result<HashMap<UserId, Vec<RoleId>>, DbError> {
    let users: Vec<UserId> = people.iter().map(|person| person.id).collect();
    let mut had: HashMap<UserId, Vec<RoleId>> = HashMap::new();
    for (user, role) in roles::ids_of(tx, by.workspace(), &users)? {
        had.entry(user).or_default().push(role);
    }
    Ok(had)
}

/// That somebody was left out because they hold more is in the log, like every attempt above one's rights.
fn note_refused(
    tx: &mut Tx<'_>,
    by: &Proof,
    target: &Target,
    person: &Somebody,
) -> Result<(), DbError> {
    let tried = match target {
        Target::Role(_) => Tried::ChangeRoles,
        Target::Team(_) => Tried::ChangeTeams,
        Target::Deactivated => Tried::Deactivate,
    };
    let refusal = match by {
        Proof::Users(by) => person.within_reach(by, tried),
        Proof::Teams(by) => person.within_reach(by, tried),
    };
    match refusal {
        Ok(()) => Ok(()),
        Err(refusal) => audit::record_left_out(tx, &refusal),
    }
}

impl Target {
    const fn deed(&self) -> Deed {
        match self {
            Self::Role(_) => Deed::Role,
            Self::Team(_) => Deed::Team,
            Self::Deactivated => Deed::Deactivate,
        }
    }
}
