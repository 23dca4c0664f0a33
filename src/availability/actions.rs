use thiserror::Error;

use super::model::{BackOnError, Chosen};
use super::store;
use crate::access::{
    By, Granted, Refusal, Tried, Unproved,
    rights::{WriteUsers, Yourself},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::types::{Availability, UserId, UserStatus};

#[derive(Debug, Error)]
pub enum SetError {
    #[error("There is no such person.")]
    Nobody,
    #[error("{0} hasn't joined yet, so they are neither available nor away.")]
    Invited(String),
    #[error("{0} is deactivated, so they are neither available nor away.")]
    Inactive(String),
    #[error(transparent)]
    BackOn(#[from] BackOnError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody says it of themselves. Answers with what they are now.
pub fn set_own(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    chosen: Chosen,
) -> Result<Availability, SetError> {
    let By::Person { user, .. } = by.author().by else {
        return Err(DbError::Misuse("only a person is available or away").into());
    };
    let myself = people::somebody(tx, by.workspace(), user)?.ok_or(SetError::Nobody)?;
    change(tx, by, &myself, chosen)
}

/// Somebody says it of another one, who is active and holds no more than they do.
pub fn set(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
    chosen: Chosen,
) -> Result<Availability, SetError> {
    let person = people::somebody(tx, by.workspace(), user)?.ok_or(SetError::Nobody)?;
    person.within_reach(by, Tried::ChangeAvailability)?;
    change(tx, by, &person, chosen)
}

/// By the database's clock, once nobody else can change it.
fn change<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    person: &Somebody,
    chosen: Chosen,
) -> Result<Availability, SetError> {
    match person.status {
        UserStatus::Active => {}
        UserStatus::Pending => return Err(SetError::Invited(person.name.clone())),
        UserStatus::Inactive => return Err(SetError::Inactive(person.name.clone())),
    }
    let workspace = by.workspace();
    people::lock(tx, workspace, person.id)?;
    let before = store::of_user(tx, workspace, person.id)?.ok_or(SetError::Nobody)?;
    let zone = store::zone(tx, workspace)?;
    let after = chosen.from(tx.now()?, zone)?;
    if before == after {
        return Ok(after);
    }
    store::write(tx, (workspace, person.id), after)?;
    let entry = Entry::new(Action::UserAvailabilityChanged)
        .on(Target::User(person.id), &person.name)
        .changed("availability", &before.words(zone), &after.words(zone));
    audit::record(tx, by.author(), entry)?;
    Ok(after)
}
