mod sign_in;

pub use sign_in::{ConfirmedPassword, SignInError, confirm_password};
pub(super) use sign_in::{Credentials, Origin, account_key, sign_in};

use super::store::{self, NewSession};
use crate::access::{
    Author, By, Client, Granted,
    rights::{Newcomer, Yourself},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::types::{SecretToken, SessionId, UserId, WorkspaceId};

/// A session for somebody who has just shown who they are. `None` if they aren't an active user.
pub fn start(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    client: &Client,
) -> Result<Option<SecretToken>, DbError> {
    let token = SecretToken::random();
    let session = NewSession {
        id: SessionId::new(),
        token_hash: token.hash(),
        user,
        client,
    };
    let Some(name) = store::insert_if_active(tx, workspace, &session)? else {
        return Ok(None);
    };
    let author = Author {
        workspace,
        by: By::Person {
            user,
            session: session.id,
            name: name.clone(),
        },
        client: client.clone(),
    };
    audit::record(
        tx,
        &author,
        Entry::new(Action::SessionStarted).on(Target::User(user), &name),
    )?;
    Ok(Some(token))
}

/// Somebody signs out here.
pub(super) fn sign_out(tx: &mut Tx<'_>, by: &Granted<Newcomer>) -> Result<(), DbError> {
    let (user, session, name) = person(by)?;
    if store::end(tx, by.workspace(), session)? {
        let entry = Entry::new(Action::SessionEnded).on(Target::User(user), name);
        audit::record(tx, by.author(), entry)?;
    }
    Ok(())
}

/// Somebody ends one of their own sessions. `false` if it isn't theirs; one that has ended already
/// is fine.
pub(super) fn end_own(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    session: SessionId,
) -> Result<bool, DbError> {
    let (user, _, name) = person(by)?;
    if !store::belongs_to(tx, by.workspace(), session, user)? {
        return Ok(false);
    }
    if store::end(tx, by.workspace(), session)? {
        let entry = Entry::new(Action::SessionEnded).on(Target::User(user), name);
        audit::record(tx, by.author(), entry)?;
    }
    Ok(true)
}

/// Somebody ends all of their sessions but the one they are using.
pub fn end_others<R>(tx: &mut Tx<'_>, by: &Granted<R>) -> Result<(), DbError> {
    let (user, session, name) = person(by)?;
    let ended = store::end_all_but(tx, by.workspace(), user, session)?;
    if ended > 0 {
        let entry = Entry::new(Action::SessionOthersEnded)
            .on(Target::User(user), name)
            .with("count", ended);
        audit::record(tx, by.author(), entry)?;
    }
    Ok(())
}

fn person<R>(by: &Granted<R>) -> Result<(UserId, SessionId, &str), DbError> {
    match &by.author().by {
        By::Person {
            user,
            session,
            name,
        } => Ok((*user, *session, name)),
        By::Key { .. } | By::Bearer { .. } | By::Operator { .. } | By::System { .. } => {
            Err(DbError::Misuse("only a person has sessions of their own"))
        }
    }
}
