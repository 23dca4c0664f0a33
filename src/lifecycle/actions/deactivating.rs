//! Somebody leaves: nothing of theirs opens a door any more, and what they looked after goes to others.

use std::collections::HashSet;

use thiserror::Error;

use super::wishes::{Cover, Reports, Wishes};
use crate::access::{
    Actor, Alone, Attempt, Limit, PasswordFirst, Permission, Refusal, Tried, Unproved,
    rights::WriteUsers,
};
use crate::api_keys::{self, LeaveError};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::lifecycle::store::affected;
use crate::people::{self, Somebody};
use crate::reporting::{self, ReportError};
use crate::roles::{self, AssignError};
use crate::teams::{self, TeamChange, TeamsError};
use crate::types::{TeamId, UserId, UserStatus};
use crate::{departments, email_changes, invitations, links, sessions, users};

#[derive(Debug, Error)]
pub enum DeactivateError {
    #[error("There is no such person.")]
    Nobody,
    #[error("Nobody deactivates themselves. Ask somebody else to do it.")]
    Yourself,
    #[error("{0} hasn't joined yet. Cancel the invitation instead.")]
    Pending(String),
    #[error("{0} is deactivated already.")]
    Inactive(String),
    #[error("{0} is the only active owner. Make someone else an owner first.")]
    LastOwner(String),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    /// Who is to take the reports.
    #[error(transparent)]
    Reports(ReportError),
    /// Who is to join a team.
    #[error("{words}")]
    Cover { team: TeamId, words: String },
    /// Who is to take the keys over.
    #[error("{0}")]
    Keys(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody who is active can't sign in any more, at once. Roles and memberships stay, for the day when
/// they come back.
///
/// Without wishes nothing is refused once the first thing has changed.
pub fn deactivate(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    wishes: &Wishes,
) -> Result<(), DeactivateError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(DeactivateError::Nobody)?;
    may_leave(tx, by, &person)?;
    let empty: Vec<TeamId> = affected::sole_teams(tx, workspace, user)?
        .iter()
        .map(|team| team.id)
        .collect();
    may_be_covered(by, &person, (&wishes.covers, &empty))?;
    people::lock(tx, workspace, user)?;
    roles::leave(tx, by, user, &person.name)?;
    invitations::leave(tx, by, &person, wishes.invitations)?;
    api_keys::leave(tx, by, user, wishes.keys)?;
    if let Reports::HandTo(to) = wishes.reports {
        reporting::hand_over(tx, by, user, to)?;
    }
    for cover in &wishes.covers {
        join(tx, by, user, *cover)?;
    }
    let entry = Entry::new(Action::UserDeactivated).on(Target::User(user), &person.name);
    let entry = give_up(tx, by, user, entry)?;
    reporting::leave(tx, by, &[user])?;
    links::withdraw_all_of(tx, workspace, user.as_uuid())?;
    email_changes::withdraw_asked_by(tx, workspace, user)?;
    let ended = sessions::end_all(tx, workspace, user)?;
    users::deactivate(tx, workspace, user)?;
    Ok(audit::record(
        tx,
        by.author(),
        entry.with("sessions", ended),
    )?)
}

/// Rights are judged before state.
fn may_leave(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    person: &Somebody,
) -> Result<(), DeactivateError> {
    person.within_reach(by, Tried::Deactivate)?;
    is_active(person)?;
    if by.author().person() != Some(person.id) {
        return Ok(());
    }
    if roles::is_only_owner(tx, by.workspace(), person.id)? {
        return Err(DeactivateError::LastOwner(person.name.clone()));
    }
    Err(DeactivateError::Yourself)
}

fn is_active(person: &Somebody) -> Result<(), DeactivateError> {
    match person.status {
        UserStatus::Pending => Err(DeactivateError::Pending(person.name.clone())),
        UserStatus::Inactive => Err(DeactivateError::Inactive(person.name.clone())),
        UserStatus::Active => Ok(()),
    }
}

/// Only teams that would stand empty are covered, by one person each, and by who may change teams.
fn may_be_covered(
    by: &Alone<WriteUsers>,
    leaves: &Somebody,
    (covers, empty): (&[Cover], &[TeamId]),
) -> Result<(), DeactivateError> {
    if !covers.is_empty() && !by.holds().contains(Permission::WriteTeams) {
        let attempt = Attempt {
            on: Some((Target::User(leaves.id), leaves.name.clone())),
            tried: Tried::ChangeTeams,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        return Err(by.refused(Permission::WriteTeams, attempt).into());
    }
    let mut covered = HashSet::new();
    for Cover { team, .. } in covers {
        if !empty.contains(team) || !covered.insert(team) {
            return Err(DeactivateError::Cover {
                team: *team,
                words: "This team has others, or somebody was chosen for it already. Choose again."
                    .to_owned(),
            });
        }
    }
    Ok(())
}

/// Whether the question makes sense, as far as it can be said before.
pub(in crate::lifecycle) fn may_be_asked(
    actor: &Actor,
    person: &Somebody,
) -> Result<(), DeactivateError> {
    person.may_be_asked_about(actor, Tried::Deactivate)?;
    is_active(person)?;
    if person.id == actor.user {
        return Err(DeactivateError::Yourself);
    }
    Ok(())
}

/// Somebody joins a team that would have nobody left.
fn join(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    leaves: UserId,
    cover: Cover,
) -> Result<(), DeactivateError> {
    let refused = |words: &str| DeactivateError::Cover {
        team: cover.team,
        words: words.to_owned(),
    };
    let workspace = by.workspace();
    let found = people::somebody(tx, workspace, cover.by)?;
    let joins = found.ok_or_else(|| refused("There is no such person here. Choose again."))?;
    if joins.is_inactive() || joins.id == leaves {
        let words = format!(
            "{} can't join a team any more. Choose somebody else.",
            joins.name
        );
        return Err(refused(&words));
    }
    let mut wished: Vec<TeamId> = teams::of_user(tx, workspace, joins.id)?
        .iter()
        .map(|team| team.id)
        .collect();
    wished.push(cover.team);
    let change = TeamChange { seen: None, wished };
    teams::change(tx, by, &joins, &change).map_err(|error| match error {
        TeamsError::Refused(refusal) => refusal.into(),
        TeamsError::Unproved(unproved) => unproved.into(),
        TeamsError::Db(error) => error.into(),
        other => refused(&other.to_string()),
    })
}

/// Teams have no lead and departments no head until somebody is named.
fn give_up(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    entry: Entry,
) -> Result<Entry, DbError> {
    let (workspace, leaves) = (by.workspace(), [user]);
    let led = teams::led(tx, workspace, &leaves)?;
    let headed = departments::headed(tx, workspace, &leaves)?;
    let names = |named: &[(UserId, String)]| -> Vec<String> {
        named.iter().map(|(_, name)| name.clone()).collect()
    };
    let mut entry = entry;
    if !led.is_empty() {
        teams::give_up_leads(tx, workspace, &leaves)?;
        entry = entry.with("led", names(&led));
    }
    if !headed.is_empty() {
        departments::forget_heads(tx, workspace, &leaves)?;
        entry = entry.with("headed", names(&headed));
    }
    Ok(entry)
}

impl From<AssignError> for DeactivateError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::LastOwner(name) => Self::LastOwner(name),
            AssignError::PasswordFirst(first) => first.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Refused(refusal) => refusal.into(),
            AssignError::Db(error) => error.into(),
            AssignError::Nobody
            | AssignError::Invited
            | AssignError::NoRole
            | AssignError::NoSuchRole
            | AssignError::ChangedMeanwhile => Self::Nobody,
        }
    }
}

impl From<LeaveError> for DeactivateError {
    fn from(error: LeaveError) -> Self {
        match error {
            LeaveError::NotAllowed => Self::Keys(error.to_string()),
            LeaveError::PasswordFirst(first) => first.into(),
            LeaveError::Db(error) => error.into(),
        }
    }
}

impl From<ReportError> for DeactivateError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Refused(refusal) => refusal.into(),
            ReportError::Db(error) => error.into(),
            other => Self::Reports(other),
        }
    }
}
