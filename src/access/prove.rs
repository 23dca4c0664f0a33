//! Proving a right inside the transaction that uses it.
//!
//! Whoever changes rights (roles, statuses, owners) holds the workspace's row alone; everybody else
//! who acts on rights shares it. So what `prove` has read stays true until the transaction ends, and
//! two of them can't deadlock on each other's users. See `.github/adr/0002`.

use super::store;
use super::{Actor, Alone, Denied, Granted, Right};
use crate::db::{Db, DbError, Tx, WorkspaceLock};
use crate::types::{Slug, WorkspaceId};

/// Why a right couldn't be proved.
#[derive(Debug, thiserror::Error)]
pub enum Unproved {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("signed out meanwhile")]
    SignedOut { slug: Slug },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Actor {
    /// Makes a change with the workspace to itself, once the right to it is proved.
    pub async fn changes_alone<R: Right, T: Send + 'static, E>(
        &self,
        db: &Db,
        change: impl FnOnce(&mut Tx<'_>, &Alone<R>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        E: From<Unproved> + From<DbError> + Send + 'static,
    {
        let actor = self.clone();
        db.tx(move |tx| {
            let by = tx.prove_alone(&actor)?;
            change(tx, &by)
        })
        .await
    }
}

impl Tx<'_> {
    /// Reads the actor's rights again, now that nobody can change them.
    pub fn prove<R: Right>(&mut self, actor: &Actor) -> Result<Granted<R>, Unproved> {
        self.hold(actor.workspace.id, WorkspaceLock::Shared)?;
        self.read_again(actor)
    }

    /// The same for a change of rights, owners or seats, with the workspace to itself.
    pub fn prove_alone<R: Right>(&mut self, actor: &Actor) -> Result<Alone<R>, Unproved> {
        self.hold(actor.workspace.id, WorkspaceLock::Alone)?;
        Ok(Alone::new(self.read_again(actor)?))
    }

    /// For commands, workers and links, whose proof needs no reading.
    pub fn alone<R>(&mut self, granted: Granted<R>) -> Result<Alone<R>, DbError> {
        self.hold(granted.workspace(), WorkspaceLock::Alone)?;
        Ok(Alone::new(granted))
    }

    fn read_again<R: Right>(&mut self, actor: &Actor) -> Result<Granted<R>, Unproved> {
        let person = store::person_now(self, actor)?.ok_or_else(|| Unproved::SignedOut {
            slug: actor.workspace.slug.clone(),
        })?;
        let now = person.in_workspace(actor.workspace.clone(), actor.client.clone());
        Ok(Granted::to(&now)?)
    }

    /// The lock comes once, in the strength that is needed: two that raise a shared one deadlock.
    fn hold(&mut self, workspace: WorkspaceId, lock: WorkspaceLock) -> Result<(), DbError> {
        match self.workspace_lock() {
            Some(held) if held == (workspace, lock) => Ok(()),
            Some(held) if held == (workspace, WorkspaceLock::Alone) => Ok(()),
            Some(_) => Err(DbError::Misuse(
                "a transaction asked for a second or a stronger workspace lock",
            )),
            None => {
                store::lock_workspace(self, workspace, lock)?;
                self.set_workspace_lock(workspace, lock);
                Ok(())
            }
        }
    }
}
