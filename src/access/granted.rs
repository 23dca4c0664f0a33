use std::marker::PhantomData;
use std::ops::Deref;

use thiserror::Error;

pub use super::permission::rights;
use super::{Actor, Attempt, Author, By, Client, Permission, PermissionSet};
use crate::types::{Slug, UserId, WorkspaceId};

/// What a proof is about. `None` is what everybody who is signed in may do.
pub trait Right: 'static {
    const PERMISSION: Option<Permission>;
    /// Open to who still has the password that somebody else gave them.
    const BEFORE_OWN_PASSWORD: bool = false;
}

/// The proof that its author held the right `R` when the request came: enough to show something.
#[derive(Debug)]
pub struct Seen<R> {
    workspace: WorkspaceId,
    right: PhantomData<fn() -> R>,
}

/// The proof that its author holds the right `R` in its workspace: what a change asks for.
///
/// It can't be sent to another thread, so it never leaves the transaction that it was made in.
#[derive(Debug)]
pub struct Granted<R> {
    author: Author,
    holds: PermissionSet,
    password_is_fresh: bool,
    right: PhantomData<fn() -> R>,
    stays_on_its_thread: PhantomData<*const ()>,
}

/// The same from whoever holds the workspace alone: what a change of rights, owners or seats asks
/// for.
#[derive(Debug)]
pub struct Alone<R>(Granted<R>);

/// Why somebody who is signed in has to do something else first, or can't do this at all.
#[derive(Debug, Error)]
pub enum Denied {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a password of their own comes first")]
    OwnPasswordFirst { slug: Slug },
}

/// An attempt above somebody's rights, with what its audit entry needs.
#[derive(Clone, Debug, Error)]
#[error("needs {permission}")]
pub struct Refusal {
    pub author: Box<Author>,
    pub permission: Permission,
    /// What was tried, where it was more than opening a door.
    pub attempt: Option<Attempt>,
}

/// A sensitive step wants the password once more.
#[derive(Debug, Error)]
#[error("Type your password once more, so that nobody does this in your name.")]
pub struct PasswordFirst;

fn check<R: Right>(actor: &Actor) -> Result<(), Denied> {
    if actor.must_change_password && !R::BEFORE_OWN_PASSWORD {
        let slug = actor.workspace.slug.clone();
        return Err(Denied::OwnPasswordFirst { slug });
    }
    match R::PERMISSION {
        Some(permission) if !actor.permissions.contains(permission) => Err(Refusal {
            author: Box::new(actor.author()),
            permission,
            attempt: None,
        }
        .into()),
        _ => Ok(()),
    }
}

impl<R: Right> Seen<R> {
    /// For `Visit`.
    pub(super) fn of(actor: &Actor) -> Result<Self, Denied> {
        check::<R>(actor)?;
        Ok(Self {
            workspace: actor.workspace.id,
            right: PhantomData,
        })
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }
}

impl<R: Right> Granted<R> {
    /// For `Tx::prove`, which has read the actor's rights just now.
    pub(super) fn to(actor: &Actor) -> Result<Self, Denied> {
        check::<R>(actor)?;
        Ok(Self {
            author: actor.author(),
            holds: actor.permissions,
            password_is_fresh: actor.password_is_fresh,
            right: PhantomData,
            stays_on_its_thread: PhantomData,
        })
    }

    /// For `Tx::prove_alone_for`, which has read what they hold just now.
    pub(super) fn in_name_of(author: Author, holds: PermissionSet) -> Result<Self, Refusal> {
        match R::PERMISSION {
            Some(permission) if !holds.contains(permission) => Err(Refusal {
                author: Box::new(author),
                permission,
                attempt: None,
            }),
            _ => Ok(Self {
                author,
                holds,
                password_is_fresh: false,
                right: PhantomData,
                stays_on_its_thread: PhantomData,
            }),
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
        let author = Author {
            workspace,
            by,
            client: Client::default(),
        };
        Self {
            author,
            holds: PermissionSet::all(),
            password_is_fresh: true,
            right: PhantomData,
            stays_on_its_thread: PhantomData,
        }
    }
}

impl Granted<rights::Join> {
    /// Whoever opened the link that was mailed to this person. It gives no right but to come in.
    pub fn bearer(workspace: WorkspaceId, user: UserId, name: &str, client: &Client) -> Self {
        let author = Author {
            workspace,
            by: By::Bearer {
                user,
                name: name.to_owned(),
            },
            client: client.clone(),
        };
        Self {
            author,
            holds: PermissionSet::EMPTY,
            password_is_fresh: false,
            right: PhantomData,
            stays_on_its_thread: PhantomData,
        }
    }
}

impl<R> Granted<R> {
    /// For what Muster does because of a request that nobody signed in for.
    #[must_use]
    pub fn because_of(mut self, client: Client) -> Self {
        self.author.client = client;
        self
    }

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

    /// What the author isn't allowed, for the audit log and the answer.
    pub fn refused(&self, permission: Permission, attempt: Attempt) -> Refusal {
        Refusal {
            author: Box::new(self.author.clone()),
            permission,
            attempt: Some(attempt),
        }
    }

    /// Asked before a sensitive step. Commands and workers type no passwords.
    pub fn typed_password_lately(&self) -> Result<(), PasswordFirst> {
        if self.password_is_fresh {
            Ok(())
        } else {
            Err(PasswordFirst)
        }
    }
}

impl<R> Alone<R> {
    /// For `Tx::prove_alone` and `Tx::alone`, which have taken the lock.
    pub(super) fn new(granted: Granted<R>) -> Self {
        Self(granted)
    }
}

impl<R> Deref for Alone<R> {
    type Target = Granted<R>;

    fn deref(&self) -> &Granted<R> {
        &self.0
    }
}
