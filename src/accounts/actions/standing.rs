//! Where somebody is signed in, and whether they may use what is under test.

use thiserror::Error;

use crate::access::{Granted, Refusal, Tried, Unproved, rights::WriteUsers};
use crate::accounts::store;
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::types::{SessionId, UserId};
use crate::{email_changes, sessions};

#[derive(Debug, Error)]
pub(in crate::accounts) enum StandingError {
    #[error("There is no such person.")]
    Nobody,
    #[error("There is no such session.")]
    NoSuchSession,
    #[error("Your own sessions are on your profile, and the one you use ends by signing out.")]
    Oneself,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Ends every session of somebody else. Whoever was in one of them takes no account by another address,
/// neither this one nor one that they asked for from here.
pub(in crate::accounts) fn sign_out(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
) -> Result<(), StandingError> {
    let person = other(tx, by, user)?;
    people::lock(tx, by.workspace(), user)?;
    email_changes::withdraw(tx, by.workspace(), &[user])?;
    email_changes::withdraw_asked_by(tx, by.workspace(), user)?;
    let ended = sessions::end_all(tx, by.workspace(), user)?;
    told(tx, by, &person, ended)
}

/// Ends one of them. One that has ended already is fine.
pub(in crate::accounts) fn end_session(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
    session: SessionId,
) -> Result<(), StandingError> {
    let person = other(tx, by, user)?;
    match sessions::end_of(tx, (by.workspace(), user), session)? {
        None => Err(StandingError::NoSuchSession),
        Some(is_ended) => told(tx, by, &person, usize::from(is_ended)),
    }
}

/// Connected services ask for it.
pub(in crate::accounts) fn set_beta(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
    is_on: bool,
) -> Result<(), StandingError> {
    let person = within_reach(tx, by, (user, Tried::ChangeBeta))?;
    people::lock(tx, by.workspace(), user)?;
    if !store::set_beta(tx, (by.workspace(), user), is_on)? {
        return Ok(());
    }
    let entry = Entry::new(Action::UserBetaChanged)
        .on(Target::User(user), &person.name)
        .with("beta", if is_on { "on" } else { "off" });
    Ok(audit::record(tx, by.author(), entry)?)
}

fn other(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
) -> Result<Somebody, StandingError> {
    let person = within_reach(tx, by, (user, Tried::SignOut))?;
    if by.author().person() == Some(user) {
        return Err(StandingError::Oneself);
    }
    Ok(person)
}

fn within_reach(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    (user, tried): (UserId, Tried),
) -> Result<Somebody, StandingError> {
    let person = people::somebody(tx, by.workspace(), user)?.ok_or(StandingError::Nobody)?;
    person.within_reach(by, tried)?;
    Ok(person)
}

fn told(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    person: &Somebody,
    ended: usize,
) -> Result<(), StandingError> {
    if ended == 0 {
        return Ok(());
    }
    let entry = Entry::new(Action::SessionsEndedFor)
        .on(Target::User(person.id), &person.name)
        .with("count", ended);
    Ok(audit::record(tx, by.author(), entry)?)
}
