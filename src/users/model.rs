//! The tabs that list people.

use thiserror::Error;

use crate::types::{UserStatus, grouped};

/// How many people there are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    pub active: i64,
    pub pending: i64,
    pub inactive: i64,
}

/// Why what somebody is called stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NamesStay {
    #[error("They haven't joined yet, and tell their names when they do.")]
    Invited,
    #[error("They were deactivated, so their names stay as they are.")]
    Inactive,
}

/// Whether others may say what somebody is called.
pub fn names_may_change(status: UserStatus) -> Result<(), NamesStay> {
    match status {
        UserStatus::Active => Ok(()),
        UserStatus::Pending => Err(NamesStay::Invited),
        UserStatus::Inactive => Err(NamesStay::Inactive),
    }
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
        grouped(count)
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
