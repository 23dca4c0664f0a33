use thiserror::Error;

use super::store;
use crate::access::{
    Alone, By, Granted,
    rights::{OwnWorkspace, Yourself},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::roles::{self, AssignError};
use crate::types::Names;
use crate::types::{EmailAddress, UserId, UserStatus};

/// Somebody changes their own names.
pub fn rename_yourself(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    names: &Names,
) -> Result<(), DbError> {
    let By::Person { user, .. } = by.author().by else {
        return Err(DbError::Misuse("only a person has names of their own"));
    };
    rename(tx, by, user, names)
}

/// Somebody is called like this from now on.
pub fn rename<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    user: UserId,
    names: &Names,
) -> Result<(), DbError> {
    let before = store::lock_names(tx, by.workspace(), user)?;
    if before == *names {
        return Ok(());
    }
    store::set_names(tx, by.workspace(), user, names)?;
    let entry = Entry::new(Action::UserRenamed)
        .on(Target::User(user), before.full_name.as_str())
        .changed(
            "full_name",
            before.full_name.as_str(),
            names.full_name.as_str(),
        )
        .changed(
            "display_name",
            before.display_name.as_str(),
            names.display_name.as_str(),
        );
    audit::record(tx, by.author(), entry)
}

#[derive(Debug, Error)]
pub enum RecoverError {
    #[error("Nobody in this workspace has the address {0}.")]
    Nobody(String),
    #[error("{0} isn't active, so can't be an owner.")]
    NotActive(String),
    #[error(transparent)]
    Assign(#[from] AssignError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes somebody an owner whose workspace has lost its own, and says what they are called. Who is one
/// already stays one.
pub fn recover_owner(
    tx: &mut Tx<'_>,
    by: &Alone<OwnWorkspace>,
    email: &EmailAddress,
) -> Result<String, RecoverError> {
    let workspace = by.workspace();
    let found = store::by_email(tx, workspace, email)?;
    let person = found.ok_or_else(|| RecoverError::Nobody(email.typed().to_owned()))?;
    if person.status != UserStatus::Active {
        return Err(RecoverError::NotActive(email.typed().to_owned()));
    }
    let name = person.display_name.unwrap_or_default();
    roles::give_ownership(tx, by, person.id)?;
    Ok(name)
}
