use super::store::{self, NewSession};
use crate::access::{By, Client, Granted, rights::Yourself};
use crate::audit::{self, Entry, Target};
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
    let started = store::insert_if_active(tx, workspace, &session)?;
    Ok(started.then_some(token))
}

/// Somebody signs out here.
pub(super) fn end(tx: &mut Tx<'_>, by: &Granted<Yourself>) -> Result<(), DbError> {
    let By::Person {
        user,
        session,
        name,
    } = &by.author().by
    else {
        return Err(DbError::Misuse("only a person has a session to end"));
    };
    if store::end(tx, by.workspace(), *session)? {
        let entry = Entry::new("session.ended").on(Target::User(*user), name);
        audit::record(tx, by.author(), entry)?;
    }
    Ok(())
}
