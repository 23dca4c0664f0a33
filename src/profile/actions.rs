use thiserror::Error;

use crate::access::{By, Granted, PasswordHash, rights::Newcomer};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::sessions::ConfirmedPassword;
use crate::{passwords, sessions};

#[derive(Debug, Error)]
pub(super) enum ChangeError {
    #[error(
        "Your password was changed somewhere else at the same moment. Nothing was changed here."
    )]
    Meanwhile,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody replaces their own password, which is the one they have just typed. Whoever knew the old
/// one is signed out.
pub(super) fn change_password(
    tx: &mut Tx<'_>,
    by: &Granted<Newcomer>,
    current: &ConfirmedPassword,
    hash: &PasswordHash,
) -> Result<(), ChangeError> {
    let By::Person { user, name, .. } = &by.author().by else {
        return Err(DbError::Misuse("only a person has a password of their own").into());
    };
    if !current.still_holds(tx, by.workspace())? {
        return Err(ChangeError::Meanwhile);
    }
    passwords::replace(tx, by.workspace(), *user, hash)?;
    sessions::end_others(tx, by)?;
    let entry = Entry::new(Action::PasswordChanged).on(Target::User(*user), name);
    Ok(audit::record(tx, by.author(), entry)?)
}
