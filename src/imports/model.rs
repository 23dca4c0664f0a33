//! What a file says, and what would come of it.

mod column;
mod judging;
mod naming;
mod wish;

pub use self::column::{HeadError, MappingError, Meaning, guessed, head, mapping};
pub use self::judging::{
    Boss, Case, Judged, KnownDepartment, KnownRole, KnownTeam, Person, World, judge,
};
pub use self::naming::ByName;
pub use self::wish::{Chief, Wish};

use chrono::TimeDelta;

/// More rows are another file.
pub const MOST_ROWS: i32 = 100_000;

/// So many files of a workspace are kept at a time.
pub const MOST_KEPT: i64 = 10;

/// They hold what people are called and where they sit, so there is an end to them.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Create,
    Change,
    Same,
    Error,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Same, Self::Error];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Same => "same",
            Self::Error => "error",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Something about somebody that a row says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub what: Meaning,
    pub from: String,
    pub to: String,
}

/// How many rows come to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub create: i64,
    pub change: i64,
    pub same: i64,
    pub error: i64,
}

impl Counts {
    pub fn of(self, outcome: Outcome) -> i64 {
        match outcome {
            Outcome::Create => self.create,
            Outcome::Change => self.change,
            Outcome::Same => self.same,
            Outcome::Error => self.error,
        }
    }

    pub fn add(&mut self, outcome: Outcome, rows: i64) {
        match outcome {
            Outcome::Create => self.create += rows,
            Outcome::Change => self.change += rows,
            Outcome::Same => self.same += rows,
            Outcome::Error => self.error += rows,
        }
    }

    pub fn all(self) -> i64 {
        Outcome::ALL.into_iter().map(|one| self.of(one)).sum()
    }
}
