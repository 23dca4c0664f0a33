use thiserror::Error;

use super::store;
use crate::access::{
    By, Granted, PasswordHash,
    rights::{Newcomer, Yourself},
};
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

/// Nobody else's business, so the audit log doesn't have it.
pub(super) fn tell_of_joiners(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    wanted: bool,
) -> Result<(), DbError> {
    let By::Person { user, .. } = by.author().by else {
        return Err(DbError::Misuse("only a person has a mailbox of their own"));
    };
    store::tell_of_joiners(tx, (by.workspace(), user), wanted)
}
