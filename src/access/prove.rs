//! Proving a right inside the transaction that uses it.
//!
//! Whoever changes rights (roles, statuses, owners) holds the workspace's row alone; everybody else
//! who acts on rights shares it. So what `prove` has read stays true until the transaction ends, and
//! two of them can't deadlock on each other's users. See `.github/adr/0002`.

use super::store;
use super::{Actor, Alone, Author, By, Client, Denied, Granted, Refusal, Right};
use crate::db::{Db, DbError, Read, Tx, WorkspaceLock};
use crate::types::{SessionId, Slug, UserId, WorkspaceId};

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

/// Who asked for something that is done after their request.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub workspace: WorkspaceId,
    pub user: UserId,
    /// In which they asked. It may have ended since.
    pub session: SessionId,
}

/// Why what somebody asked for isn't done in their name any more.
#[derive(Debug, thiserror::Error)]
pub enum Lapsed {
    #[error("can't sign in any more")]
    Gone,
    #[error(transparent)]
    Refused(#[from] Refusal),
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

impl Read<'_> {
    /// For what goes on for a while, such as a download: whether its reader would still be let in.
    pub fn still_holds<R: Right>(&mut self, actor: &Actor) -> Result<bool, DbError> {
        let person = store::person_now(self, actor)?;
        Ok(person.is_some_and(|person| {
            let now = person.in_workspace(actor.workspace.clone(), actor.client.clone());
            Granted::<R>::to(&now).is_ok()
        }))
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

    /// For a worker, in the name of who asked: whether they would still be let in and hold the right. No
    /// sensitive step is taken like this, since nobody types a password.
    pub fn prove_alone_for<R: Right>(&mut self, asker: Asker) -> Result<Alone<R>, Lapsed> {
        self.hold(asker.workspace, WorkspaceLock::Alone)?;
        let found = store::member(self, asker.workspace, asker.user)?;
        let (name, holds) = found.ok_or(Lapsed::Gone)?;
        let by = By::Person {
            user: asker.user,
            session: asker.session,
            name,
        };
        let author = Author {
            workspace: asker.workspace,
            by,
            client: Client::default(),
        };
        Ok(Alone::new(Granted::in_name_of(author, holds)?))
    }

    /// For a link that works in the right of who asked for it: what anybody holds stays as it is. Comes
    /// before every other lock.
    pub fn keep_rights(&mut self, workspace: WorkspaceId) -> Result<(), DbError> {
        self.hold(workspace, WorkspaceLock::Shared)
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
