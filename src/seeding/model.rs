//! A made-up company: who is in it, as numbers from 0 on, and what it is divided into. It is the same for
//! the same seed, but for its times, which lie before now.

pub mod company;
mod crowd;
pub mod dice;
mod invited;
pub mod keys;
mod names;
mod person;

pub use crowd::Crowd;
pub use invited::{Invited, Mailed, Outcome};
pub use person::{Away, Person, Rights, Standing};

use crate::types::grouped;

/// What somebody at the command line wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub people: u32,
    pub seed: u64,
}

/// What a workspace has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    pub people: i64,
    pub owners: i64,
}

impl There {
    /// Nobody but its owners.
    pub fn is_empty(self) -> bool {
        self.people <= self.owners
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub active: usize,
    pub pending: usize,
    pub inactive: usize,
    pub owners: usize,
    pub teams: usize,
    pub departments: usize,
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |count: usize| grouped(i64::try_from(count).unwrap_or(i64::MAX));
        write!(
            f,
            "{} active people, {} invited and {} inactive, in {} teams and {} departments",
            number(self.active),
            number(self.pending),
            number(self.inactive),
            number(self.teams),
            number(self.departments),
        )
    }
}
