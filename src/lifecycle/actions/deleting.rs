//! Somebody is gone for good: what identifies them is erased, and the log tells of a former user.

use thiserror::Error;

use crate::access::{
    Actor, Alone, PasswordFirst, Permission, Refusal, Tried, Unproved, rights::DeleteUsers,
};
use crate::db::{DbError, Tx};
use crate::lifecycle::store::addresses;
use crate::people::{self, Somebody};
use crate::types::{EmailAddress, UserId, UserStatus};
use crate::{
    api_keys, audit, departments, imports, invitations, links, mail, reporting, sessions, teams,
    users,
};

#[derive(Debug, Error)]
pub enum DeleteError {
    #[error("There is no such person.")]
    Nobody,
    #[error("{0} hasn't joined yet. Cancel the invitation instead.")]
    Pending(String),
    #[error("{0} is active. Deactivate them first.")]
    Active(String),
    #[error("This isn't their address. Type it as it stands above.")]
    AnotherAddress,
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// `typed` is their address, as who deletes them knows it. A program that names an id means it.
pub fn delete(
    tx: &mut Tx<'_>,
    by: &Alone<DeleteUsers>,
    user: UserId,
    typed: Option<&EmailAddress>,
) -> Result<(), DeleteError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(DeleteError::Nobody)?;
    person.within_reach(by, Tried::DeletePerson)?;
    is_inactive(&person)?;
    let address = addresses::address(tx, workspace, user)?.ok_or(DeleteError::Nobody)?;
    if typed.is_some_and(|typed| typed.key() != address.key()) {
        return Err(DeleteError::AnotherAddress);
    }
    if person.permissions.contains(Permission::OwnWorkspace) {
        by.typed_password_lately()?;
    }
    people::lock(tx, workspace, user)?;
    let mut known_by = addresses::earlier(tx, workspace, user)?;
    known_by.push(address);
    Ok(erase(tx, by, user, &known_by)?)
}

fn erase(
    tx: &mut Tx<'_>,
    by: &Alone<DeleteUsers>,
    user: UserId,
    known_by: &[EmailAddress],
) -> Result<(), DbError> {
    let (workspace, goes) = (by.workspace(), [user]);
    let keys: Vec<String> = known_by.iter().map(|one| one.key().to_owned()).collect();
    let lower = known_by.iter().map(|one| one.typed().to_lowercase());
    let lower: Vec<String> = lower.chain(keys.iter().cloned()).collect();
    sessions::forget(tx, workspace, user)?;
    links::forget(tx, workspace, user.as_uuid())?;
    api_keys::forget(tx, workspace, user)?;
    teams::forget(tx, workspace, &goes)?;
    departments::forget_heads(tx, workspace, &goes)?;
    reporting::forget(tx, workspace, user)?;
    invitations::forget(tx, (workspace, user), &lower)?;
    mail::erase_recipients(tx, workspace, &keys)?;
    imports::forget(tx, workspace, &lower)?;
    users::remove(tx, workspace, user)?;
    audit::record_deletion(tx, by.author(), user, &lower)
}

fn is_inactive(person: &Somebody) -> Result<(), DeleteError> {
    match person.status {
        UserStatus::Pending => Err(DeleteError::Pending(person.name.clone())),
        UserStatus::Active => Err(DeleteError::Active(person.name.clone())),
        UserStatus::Inactive => Ok(()),
    }
}

/// Whether the question makes sense.
pub(in crate::lifecycle) fn may_be_asked(
    actor: &Actor,
    person: &Somebody,
) -> Result<(), DeleteError> {
    person.may_be_asked_about(actor, Tried::DeletePerson)?;
    is_inactive(person)
}
