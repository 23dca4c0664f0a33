//! Proving a right inside the transaction that uses it.
//!
//! Whoever changes rights (roles, statuses, owners) holds the workspace's row alone; everybody else
//! who acts on rights shares it. So what `prove` has read stays true until the transaction ends, and
//! two of them can't deadlock on each other's users. See `.github/adr/0002`.

use super::store::{self, WorkspaceLock};
use super::{Actor, Granted, Refusal, Right};
use crate::db::{DbError, Tx};
use crate::types::{Slug, WorkspaceId};

/// Why a right couldn't be proved.
#[derive(Debug, thiserror::Error)]
pub enum Unproved {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("signed out meanwhile")]
    SignedOut { slug: Slug },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Tx<'_> {
    /// Takes the workspace alone, for a change of rights, owners or seats. Comes before `prove`.
    pub fn lock_workspace(&mut self, workspace: WorkspaceId) -> Result<(), DbError> {
        debug_assert!(
            self.locked_workspace() != Some(workspace),
            "the lock comes first: raising a shared one can deadlock"
        );
        store::lock_workspace(self, workspace, &WorkspaceLock::Alone)?;
        self.set_locked_workspace(workspace);
        Ok(())
    }

    /// Reads the actor's rights again, now that nobody can change them.
    pub fn prove<R: Right>(&mut self, actor: &Actor) -> Result<Granted<R>, Unproved> {
        if self.locked_workspace() != Some(actor.workspace.id) {
            store::lock_workspace(self, actor.workspace.id, &WorkspaceLock::Shared)?;
            self.set_locked_workspace(actor.workspace.id);
        }
        let person = store::person_now(self, actor)?.ok_or_else(|| Unproved::SignedOut {
            slug: actor.workspace.slug.clone(),
        })?;
        let now = person.in_workspace(actor.workspace.clone(), actor.client.clone());
        Ok(Granted::to(&now)?)
    }
}
