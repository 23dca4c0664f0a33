//! What people are called, and what may be done about them.

mod person;

pub use self::person::{Details, Wish};

use crate::access::{Actor, Permission, PermissionSet};
use crate::types::{PersonName, up_to};

/// What somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub full_name: PersonName,
    pub display_name: PersonName,
}

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

    fn by_right(right: Permission, actor: &Actor, held: PermissionSet) -> Self {
        if !actor.permissions.contains(right) {
            Self::NotOffered
        } else if held.is_within(actor.permissions) {
            Self::Offered
        } else {
            Self::OutOfReach
        }
    }
}

/// More people than this aren't counted: a tab says so.
pub const MOST_COUNTED: i64 = 10_000;

/// How many people there are in each state, as far as anybody counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    pub active: i64,
    pub pending: i64,
    pub inactive: i64,
}

/// Whom the list of people shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Active,
    Pending,
    Inactive,
}

impl Tab {
    pub const ALL: [Self; 3] = [Self::Active, Self::Pending, Self::Inactive];

    /// What is no tab is the first one.
    pub fn named(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|tab| tab.word() == word);
        found.unwrap_or(Self::Active)
    }

    /// As it stands in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Inactive => "inactive",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Pending => "Pending invites",
            Self::Inactive => "Inactive",
        }
    }

    pub fn count(self, counts: &Counts) -> String {
        let count = match self {
            Self::Active => counts.active,
            Self::Pending => counts.pending,
            Self::Inactive => counts.inactive,
        };
        up_to(MOST_COUNTED, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_known_by_its_word_and_the_first_one_by_any_other() {
        for tab in Tab::ALL {
            assert_eq!(Tab::named(tab.word()), tab);
        }
        assert_eq!(Tab::named("everybody"), Tab::Active);
    }
}
