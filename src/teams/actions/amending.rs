//! Making teams, and changing what they are and who is in them.

use std::collections::HashSet;

use thiserror::Error;

use super::membership::changed;
use crate::access::{Alone, Granted, Refusal, Tried, Unproved, rights::WriteTeams};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::teams::model::{
    Amendment, MOST_AT_ONCE, MOST_TEAMS, MemberChange, NewTeam, Strategy, Team,
};
use crate::teams::store::{definitions, members};
use crate::types::{TeamId, UserId};

#[derive(Debug, Error)]
pub enum DefineError {
    #[error("There is no such team.")]
    Missing,
    #[error("Another team has this name.")]
    NameTaken,
    #[error("A workspace has at most {MOST_TEAMS} teams. Delete one that nobody needs.")]
    TooMany,
    #[error("One of these people isn't here any more. Choose again.")]
    NoSuchPerson,
    #[error("So many people can't come and go at once. Change some of them first.")]
    TooManyAtOnce,
    #[error("Only a member leads a team. Choose one of its members.")]
    LeadIsNoMember,
    #[error("{0} was deactivated, so can't lead a team.")]
    LeadInactive(String),
    #[error(
        "Somebody changed this team meanwhile. What you typed is still here. Look at the team as it is now before you save, because what you save replaces theirs."
    )]
    ChangedMeanwhile,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DefineError {
    fn from(error: DbError) -> Self {
        if error.is_duplicate_of("teams_name_unique") {
            Self::NameTaken
        } else {
            Self::Db(error)
        }
    }
}

/// What became of a team.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::teams) struct Amended {
    /// Names of who came and who went.
    pub joined: Vec<String>,
    pub left: Vec<String>,
    /// The versions before and after.
    pub before: i32,
    pub after: i32,
}

/// A new team. The workspace is held alone, so that there are never more than it may have.
pub(in crate::teams) fn create(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    new: &NewTeam,
) -> Result<TeamId, DefineError> {
    let workspace = by.workspace();
    let coming = Coming::judged(tx, by, (&new.members, &[]))?;
    if definitions::count(tx, workspace)? >= MOST_TEAMS {
        return Err(DefineError::TooMany);
    }
    let id = definitions::insert(tx, workspace, (&new.name, new.strategy))?;
    let entry = Entry::new(Action::TeamCreated)
        .on(Target::Team(id), new.name.as_str())
        .with("strategy", strategy_word(new.strategy));
    audit::record(tx, by.author(), entry)?;
    let team = Team {
        id,
        name: new.name.clone(),
        strategy: new.strategy,
        lead: None,
        version: 1,
    };
    coming.come_and_go(tx, by, &team)?;
    Ok(id)
}

/// What is said of a team becomes so. Others who change it wait, so nobody leads a team that they have
/// just left.
pub(in crate::teams) fn amend(
    tx: &mut Tx<'_>,
    by: &Granted<WriteTeams>,
    id: TeamId,
    amendment: &Amendment,
) -> Result<Amended, DefineError> {
    let workspace = by.workspace();
    let team = definitions::locked(tx, (workspace, id))?.ok_or(DefineError::Missing)?;
    let coming = match &amendment.members {
        None => Coming::default(),
        Some(change) => Coming::planned(tx, by, id, change)?,
    };
    if amendment.seen.is_some_and(|seen| seen != team.version) {
        return Err(DefineError::ChangedMeanwhile);
    }
    let (joined, left) = coming.come_and_go(tx, by, &team)?;
    let after = amended(tx, by, (&team, &coming), amendment)?;
    record_change(tx, by, (&team, &after))?;
    Ok(Amended {
        joined,
        left,
        before: team.version,
        after: after.version,
    })
}

/// Everything about the team but who is in it.
fn amended(
    tx: &mut Tx<'_>,
    by: &Granted<WriteTeams>,
    (team, coming): (&Team, &Coming),
    amendment: &Amendment,
) -> Result<Team, DefineError> {
    let kept = team.lead.filter(|lead| !coming.takes_out(*lead));
    let lead = amendment.lead.after(kept);
    if let Some(new) = lead.filter(|_| lead != kept) {
        may_lead(tx, by, (team.id, new))?;
    }
    let after = Team {
        name: amendment.name.clone().unwrap_or_else(|| team.name.clone()),
        strategy: amendment.strategy.after(team.strategy),
        lead,
        ..team.clone()
    };
    if after == *team {
        return Ok(after);
    }
    definitions::update(tx, by.workspace(), &after)?;
    Ok(Team {
        version: team.version + 1,
        ..after
    })
}

fn may_lead(
    tx: &mut Tx<'_>,
    by: &Granted<WriteTeams>,
    (team, wished): (TeamId, UserId),
) -> Result<(), DefineError> {
    let workspace = by.workspace();
    let somebody = people::somebody(tx, workspace, wished)?;
    let somebody = somebody.ok_or(DefineError::LeadIsNoMember)?;
    if members::of_these(tx, (workspace, team), &[wished])?.is_empty() {
        return Err(DefineError::LeadIsNoMember);
    }
    if somebody.is_inactive() {
        return Err(DefineError::LeadInactive(somebody.name));
    }
    Ok(())
}

fn record_change(
    tx: &mut Tx<'_>,
    by: &Granted<WriteTeams>,
    (before, after): (&Team, &Team),
) -> Result<(), DbError> {
    if before == after {
        return Ok(());
    }
    let leads: Vec<UserId> = before.lead.into_iter().chain(after.lead).collect();
    let leads = people::several(tx, by.workspace(), &leads)?;
    let name = |lead: Option<UserId>| {
        let found = leads.iter().find(|one| Some(one.id) == lead);
        found.map_or("", |one| one.name.as_str())
    };
    let [was, is] = [before, after].map(|team| strategy_word(team.strategy));
    let entry = Entry::new(Action::TeamChanged)
        .on(Target::Team(before.id), before.name.as_str())
        .changed("name", before.name.as_str(), after.name.as_str())
        .changed("strategy", was, is)
        .changed("lead", name(before.lead), name(after.lead));
    let entry = if before.lead == after.lead {
        entry
    } else {
        entry.mentioning(leads.iter().map(|lead| lead.id))
    };
    audit::record(tx, by.author(), entry)
}

const fn strategy_word(strategy: Option<Strategy>) -> &'static str {
    match strategy {
        Some(strategy) => strategy.title(),
        None => "",
    }
}

/// Who comes into a team and who goes, once that is within reach of who does it.
#[derive(Default)]
struct Coming {
    people: Vec<Somebody>,
    joining: Vec<UserId>,
    leaving: Vec<UserId>,
}

impl Coming {
    fn planned(
        tx: &mut Tx<'_>,
        by: &Granted<WriteTeams>,
        team: TeamId,
        change: &MemberChange,
    ) -> Result<Self, DefineError> {
        let key = (by.workspace(), team);
        let (added, leaving) = match change {
            MemberChange::Exactly(these) => (these, members::others(tx, key, these)?),
            MemberChange::Some { added, removed } => (added, members::of_these(tx, key, removed)?),
        };
        let there = members::of_these(tx, key, added)?;
        let mut joining: Vec<UserId> = added.clone();
        joining.retain(|one| !there.contains(one));
        Self::judged(tx, by, (&joining, &leaving))
    }

    fn judged(
        tx: &mut Tx<'_>,
        by: &Granted<WriteTeams>,
        (joining, leaving): (&[UserId], &[UserId]),
    ) -> Result<Self, DefineError> {
        let mut joining = joining.to_vec();
        joining.sort_unstable();
        joining.dedup();
        if joining.len() + leaving.len() > MOST_AT_ONCE {
            return Err(DefineError::TooManyAtOnce);
        }
        let touched = [joining.as_slice(), leaving].concat();
        let people = people::several(tx, by.workspace(), &touched)?;
        for person in &people {
            person.within_reach(by, Tried::ChangeTeams)?;
        }
        if people.len() < touched.len() {
            return Err(DefineError::NoSuchPerson);
        }
        Ok(Self {
            people,
            joining,
            leaving: leaving.to_vec(),
        })
    }

    fn takes_out(&self, lead: UserId) -> bool {
        self.leaving.contains(&lead)
    }

    /// Says the names of who came and who went.
    fn come_and_go(
        &self,
        tx: &mut Tx<'_>,
        by: &Granted<WriteTeams>,
        team: &Team,
    ) -> Result<(Vec<String>, Vec<String>), DbError> {
        let key = (by.workspace(), team.id);
        if self.people.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let left = members::take_out(tx, key, &self.leaving)?;
        let joined = members::take_in(tx, key, &self.joining)?;
        let these = |ids: &[UserId]| -> Vec<&Somebody> {
            let ids: HashSet<&UserId> = ids.iter().collect();
            let some = self.people.iter().filter(|one| ids.contains(&one.id));
            some.collect()
        };
        let (joined, left) = (these(&joined), these(&left));
        let name = || vec![team.name.to_string()];
        let came = joined.iter().filter_map(|one| changed(one, name(), vec![]));
        let went = left.iter().filter_map(|one| changed(one, vec![], name()));
        audit::record_all(tx, by.author(), came.chain(went).collect())?;
        let told = |one: &&Somebody| one.called.told_to(by.holds()).to_owned();
        let names = |some: &[&Somebody]| some.iter().map(told).collect();
        Ok((names(&joined), names(&left)))
    }
}
