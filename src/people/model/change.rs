//! What may be done about somebody, before anybody tries.

use crate::access::{Actor, Permission, PermissionSet};

/// Whether somebody may change something about another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Isn't theirs to do at all.
    NotOffered,
    /// Theirs, but this person holds more.
    OutOfReach,
    Offered,
}

impl Change {
    /// Of what they are called, where they sit, to whom they report, and what they may do.
    pub fn by(actor: &Actor, held: PermissionSet) -> Self {
        Self::by_right(Permission::WriteUsers, actor, held)
    }

    /// Of what somebody may do who hasn't come yet, by their invitation.
    pub fn of_invited(actor: &Actor, offered: PermissionSet) -> Self {
        Self::by_right(Permission::InviteUsers, actor, offered)
    }

    /// Of the teams that they are in.
    pub fn of_teams(actor: &Actor, held: PermissionSet) -> Self {
        Self::by_right(Permission::WriteTeams, actor, held)
    }

    pub fn by_right(right: Permission, actor: &Actor, held: PermissionSet) -> Self {
        if !actor.permissions.contains(right) {
            Self::NotOffered
        } else if held.is_within(actor.permissions) {
            Self::Offered
        } else {
            Self::OutOfReach
        }
    }
}
