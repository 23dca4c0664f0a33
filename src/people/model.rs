use crate::access::{
    Attempt, Granted, Limit, PermissionSet, Refusal, Target, Tried, within_ceiling,
};
use crate::types::{UserId, UserStatus};

/// Somebody who is acted on, with what they hold.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub id: UserId,
    /// Their full name, or the address of who hasn't told it yet.
    pub name: String,
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
        within_ceiling(by.holds(), self.permissions).map_err(|above| {
            let attempt = Attempt {
                on: Some((Target::User(self.id), self.name.clone())),
                tried,
                roles: Vec::new(),
                limit: Limit::Ceiling,
            };
            by.refused(above.weightiest(), attempt)
        })
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
