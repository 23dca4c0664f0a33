//! Somebody is here again, with the roles and teams that they had. They sign in anew.

use thiserror::Error;

use crate::access::{Actor, Alone, PasswordFirst, Refusal, Tried, Unproved, rights::WriteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::roles::{self, AssignError};
use crate::seats::{self, NoSeat, SeatError};
use crate::types::{UserId, UserStatus};
use crate::{reporting, users};

#[derive(Debug, Error)]
pub enum ReactivateError {
    #[error("There is no such person.")]
    Nobody,
    #[error("{0} hasn't joined yet. Resend the invitation instead.")]
    Pending(String),
    #[error("{0} is active already.")]
    Active(String),
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says what they are called.
pub fn reactivate(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
) -> Result<String, ReactivateError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(ReactivateError::Nobody)?;
    person.within_reach(by, Tried::Reactivate)?;
    is_inactive(&person)?;
    seats::room_for(tx, by, 1)?;
    people::lock(tx, workspace, user)?;
    roles::come_back(tx, by, user, &person.name)?;
    reporting::come_back(tx, by, user)?;
    users::reactivate(tx, workspace, user)?;
    let entry = Entry::new(Action::UserReactivated).on(Target::User(user), &person.name);
    audit::record(tx, by.author(), entry)?;
    Ok(person.name)
}

fn is_inactive(person: &Somebody) -> Result<(), ReactivateError> {
    match person.status {
        UserStatus::Pending => Err(ReactivateError::Pending(person.name.clone())),
        UserStatus::Active => Err(ReactivateError::Active(person.name.clone())),
        UserStatus::Inactive => Ok(()),
    }
}

/// Whether the question makes sense.
pub(in crate::lifecycle) fn may_be_asked(
    actor: &Actor,
    person: &Somebody,
) -> Result<(), ReactivateError> {
    person.may_be_asked_about(actor, Tried::Reactivate)?;
    is_inactive(person)
}

impl From<SeatError> for ReactivateError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::NoSeat(full) => full.into(),
            SeatError::Db(error) => error.into(),
        }
    }
}

impl From<AssignError> for ReactivateError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::PasswordFirst(first) => first.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Refused(refusal) => refusal.into(),
            AssignError::Db(error) => error.into(),
            AssignError::Nobody
            | AssignError::Invited
            | AssignError::NoRole
            | AssignError::NoSuchRole
            | AssignError::ChangedMeanwhile
            | AssignError::LastOwner(_) => Self::Nobody,
        }
    }
}
