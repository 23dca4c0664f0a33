use crate::access::{Actor, Permission, PermissionSet};
use crate::types::PersonName;

/// What somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub full_name: PersonName,
    pub display_name: PersonName,
}

/// Whether somebody may change another one's roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// Isn't theirs to do at all.
    NotOffered,
    /// Theirs, but this person holds more.
    OutOfReach,
    Offered,
}

impl RoleChange {
    pub fn by(actor: &Actor, held: PermissionSet) -> Self {
        if !actor.permissions.contains(Permission::WriteUsers) {
            Self::NotOffered
        } else if held.is_within(actor.permissions) {
            Self::Offered
        } else {
            Self::OutOfReach
        }
    }
}
