use std::marker::PhantomData;

use thiserror::Error;

pub use super::permission::rights;
use super::{Actor, Author, By, Client, Permission, PermissionSet};
use crate::types::WorkspaceId;

/// What a proof is about. `None` is what everybody who is signed in may do.
pub trait Right: 'static {
    const PERMISSION: Option<Permission>;
}

/// The proof that its author holds the right `R` in its workspace.
#[derive(Debug)]
pub struct Granted<R> {
    author: Author,
    holds: PermissionSet,
    right: PhantomData<fn() -> R>,
}

/// An attempt above somebody's rights, with what its audit entry needs.
#[derive(Debug, Error)]
#[error("needs {permission}")]
pub struct Refusal {
    pub author: Author,
    pub permission: Permission,
}

impl<R: Right> Granted<R> {
    /// For `Visit` and `Tx::prove`, which have read the actor's rights.
    pub(super) fn to(actor: &Actor) -> Result<Self, Refusal> {
        match R::PERMISSION {
            Some(permission) if !actor.permissions.contains(permission) => Err(Refusal {
                author: actor.author(),
                permission,
            }),
            _ => Ok(Self::new(actor.author(), actor.permissions)),
        }
    }

    /// Somebody at the command line may do everything; the audit log says which command it was.
    pub fn operator(command: &'static str, workspace: WorkspaceId) -> Self {
        Self::trusted(workspace, By::Operator { command })
    }

    /// A worker does what was decided before; the audit log says why.
    pub fn system(reason: &'static str, workspace: WorkspaceId) -> Self {
        Self::trusted(workspace, By::System { reason })
    }

    fn trusted(workspace: WorkspaceId, by: By) -> Self {
        let client = Client::default();
        Self::new(
            Author {
                workspace,
                by,
                client,
            },
            PermissionSet::all(),
        )
    }

    fn new(author: Author, holds: PermissionSet) -> Self {
        Self {
            author,
            holds,
            right: PhantomData,
        }
    }
}

impl<R> Granted<R> {
    pub fn workspace(&self) -> WorkspaceId {
        self.author.workspace
    }

    pub fn author(&self) -> &Author {
        &self.author
    }

    /// For the ceiling.
    pub fn holds(&self) -> PermissionSet {
        self.holds
    }
}
