use crate::access::{By, Granted, PasswordHash, rights::Newcomer};
use crate::audit::{self, Entry, Target};
use crate::db::{DbError, Tx};
use crate::{passwords, sessions};

/// Somebody replaces their own password. Whoever knew the old one is signed out.
pub(super) fn change_password(
    tx: &mut Tx<'_>,
    by: &Granted<Newcomer>,
    hash: &PasswordHash,
) -> Result<(), DbError> {
    let By::Person { user, name, .. } = &by.author().by else {
        return Err(DbError::Misuse("only a person has a password of their own"));
    };
    passwords::replace(tx, by.workspace(), *user, hash)?;
    sessions::end_others(tx, by)?;
    let entry = Entry::new("password.changed").on(Target::User(*user), name);
    audit::record(tx, by.author(), entry)
}
