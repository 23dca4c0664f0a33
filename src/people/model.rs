mod change;

pub use self::change::Change;

use crate::access::{
    Actor, Attempt, Granted, Limit, Permission, PermissionSet, Refusal, Target, Tried,
    within_ceiling,
};
use crate::types::{UserId, UserStatus};

/// Somebody who is acted on, with what they hold.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub id: UserId,
    /// Their full name, or the address of who hasn't told it yet.
    pub name: String,
    pub called: Called,
    pub status: UserStatus,
    pub permissions: PermissionSet,
}

impl Somebody {
    pub fn is_inactive(&self) -> bool {
        self.status == UserStatus::Inactive
    }

    /// Whether somebody with these permissions may act on them.
    pub fn is_within_reach_of(&self, holds: PermissionSet) -> bool {
        self.permissions.is_within(holds)
    }

    /// Nobody acts on who holds what they don't hold themselves.
    pub fn within_reach<R>(&self, by: &Granted<R>, tried: Tried) -> Result<(), Refusal> {
        within_ceiling(by.holds(), self.permissions)
            .map_err(|above| by.refused(above.weightiest(), self.attempted(tried)))
    }

    /// The same before anything is changed, for who asks what it would do.
    pub fn may_be_asked_about(&self, actor: &Actor, tried: Tried) -> Result<(), Refusal> {
        within_ceiling(actor.permissions, self.permissions).map_err(|above| Refusal {
            author: Box::new(actor.author()),
            permission: above.weightiest(),
            attempt: Some(self.attempted(tried)),
        })
    }

    fn attempted(&self, tried: Tried) -> Attempt {
        Attempt {
            on: Some((Target::User(self.id), self.name.clone())),
            tried,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        }
    }
}

/// What somebody is called. Whoever is invited and hasn't told their name goes by their address, which
/// only those are told who may see people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    Name(String),
    Address(String),
}

impl Called {
    /// In place of an address.
    pub const NAMELESS: &'static str = "Somebody invited";

    pub fn of(name: Option<String>, email: String) -> Self {
        name.map_or(Self::Address(email), Self::Name)
    }

    pub fn told_to(&self, holds: PermissionSet) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Address(email) if holds.contains(Permission::ReadUsers) => email,
            Self::Address(_) => Self::NAMELESS,
        }
    }
}

/// Somebody to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub status: UserStatus,
}

impl Found {
    pub fn called(&self) -> Called {
        let name = Some(self.name.clone()).filter(|name| *name != self.email);
        Called::of(name, self.email.clone())
    }
}
