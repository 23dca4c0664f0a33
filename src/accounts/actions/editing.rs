//! Changing what somebody is called, where they sit and to whom they report.

use thiserror::Error;

use crate::access::{Alone, Permission, Refusal, Tried, Unproved, rights::WriteUsers};
use crate::accounts::model::{Details, Wish};
use crate::accounts::store;
use crate::db::{DbError, Tx};
use crate::departments::{self, MoveError};
use crate::people::{self, Somebody};
use crate::reporting::{self, ReportError};
use crate::types::UserId;
use crate::users::{self, NamesStay};

#[derive(Debug, Error)]
pub(in crate::accounts) enum EditError {
    #[error("There is no such person.")]
    Nobody,
    #[error("They haven't joined yet, and tell their names when they do.")]
    Invited,
    #[error("{0} was deactivated, so their names stay as they are.")]
    Inactive(String),
    #[error(
        "Somebody changed this page meanwhile. Your changes are still here. Look through them before you save, because what you save replaces theirs."
    )]
    ChangedMeanwhile,
    #[error("There is no such department here. Choose again.")]
    NoSuchDepartment,
    #[error("{0}")]
    Manager(ReportError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<MoveError> for EditError {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::NoSuchDepartment => Self::NoSuchDepartment,
            MoveError::Refused(refusal) => refusal.into(),
            MoveError::Db(error) => error.into(),
        }
    }
}

impl From<ReportError> for EditError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Nobody => Self::Nobody,
            ReportError::Refused(refusal) => refusal.into(),
            ReportError::Db(error) => error.into(),
            other => Self::Manager(other),
        }
    }
}

/// All of it, or nothing.
pub(in crate::accounts) fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    wish: &Wish,
) -> Result<(), EditError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(EditError::Nobody)?;
    person.within_reach(by, Tried::EditPerson)?;
    let found = store::person(tx, workspace, user)?;
    let before = found.ok_or(EditError::Nobody)?.details();
    let version = before.version();
    if wish.seen.as_ref().is_some_and(|seen| *seen != version) {
        return Err(EditError::ChangedMeanwhile);
    }
    if wish.department.is_said() {
        // For who may not see them there are none.
        if !by.holds().contains(Permission::ReadTeams) {
            return Err(EditError::NoSuchDepartment);
        }
        departments::move_to(tx, by, &person, wish.department.after(None))?;
    }
    if wish.manager.is_said() {
        reporting::set_manager(tx, by, user, wish.manager.after(None))?;
    }
    // Last, so that whatever is refused before names them as they are called now.
    if wish.speaks_of_names() {
        call(tx, by, &person, (&before, wish))?;
    }
    Ok(())
}

fn call(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    person: &Somebody,
    (before, wish): (&Details, &Wish),
) -> Result<(), EditError> {
    let before = before.names().ok_or(EditError::Invited)?;
    let after = wish.names(&before);
    if after == before {
        return Ok(());
    }
    match users::names_may_change(person.status) {
        Ok(()) => Ok(users::rename(tx, by, person.id, &after)?),
        Err(NamesStay::Invited) => Err(EditError::Invited),
        Err(NamesStay::Inactive) => Err(EditError::Inactive(person.name.clone())),
    }
}
