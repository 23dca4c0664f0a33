use thiserror::Error;

use super::store;
use crate::access::{Client, Granted};
use crate::config::KeyRing;
use crate::db::{DbError, Tx};
use crate::sessions;
use crate::types::{SecretToken, WorkspaceId};
use crate::workspaces::{self, CreateError, NewWorkspace};

/// Derived from the server's key, so that every server of one installation prints the same.
#[derive(Clone, Debug)]
pub struct SetupToken(SecretToken);

impl SetupToken {
    pub fn of(keys: &KeyRing) -> Self {
        Self(SecretToken::from_bytes(keys.current.setup))
    }

    pub fn encode(&self) -> String {
        self.0.encode()
    }

    pub(super) fn is(&self, typed: &str) -> bool {
        SecretToken::parse(typed.trim()).is_some_and(|typed| typed.hash() == self.0.hash())
    }
}

#[derive(Debug, Error)]
pub enum SetUpError {
    #[error("Somebody has set up this server just now. Go to the start and sign in there.")]
    Done,
    #[error(transparent)]
    Create(#[from] CreateError),
}

impl From<DbError> for SetUpError {
    fn from(error: DbError) -> Self {
        Self::Create(error.into())
    }
}

/// The first workspace and a session for its owner, once.
pub(super) fn set_up(
    tx: &mut Tx<'_>,
    new: &NewWorkspace,
    client: &Client,
) -> Result<(WorkspaceId, SecretToken), SetUpError> {
    workspaces::one_at_a_time(tx)?;
    if !store::is_needed(tx)? {
        return Err(SetUpError::Done);
    }
    let id = WorkspaceId::new();
    let by = Granted::system("setup", id).because_of(client.clone());
    let owner = workspaces::create(tx, &by, new)?;
    let session = sessions::start(tx, id, owner, client)?;
    // The owner is active: this transaction has just made it so.
    let session = session.ok_or(DbError::Misuse("a new owner can't sign in"))?;
    Ok((id, session))
}
