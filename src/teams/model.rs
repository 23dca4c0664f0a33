//! What a team is, what somebody wishes of one, and who is in it.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::access::PermissionSet;
use crate::types::{Availability, AvailabilityWord, TeamId, Title, UserId, UserStatus, Wished};

/// More teams than anybody has.
pub(super) const MOST_TEAMS: i64 = 200;

/// More people than this aren't counted: a list says so.
pub(super) const MOST_COUNTED: i64 = 1_000;

/// As many people as can be moved while a page waits.
pub(super) const MOST_MOVED: i64 = 20_000;

/// As many people as come and go at once, each with an entry of their own, while a page waits.
pub(super) const MOST_AT_ONCE: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: Title,
    /// `None` until somebody chooses one.
    pub strategy: Option<Strategy>,
    /// One of its members.
    pub lead: Option<UserId>,
    /// Grows with every change.
    pub version: i32,
}

/// How conversations find somebody in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    RoundRobin,
    LoadBalanced,
    Manual,
}

impl Strategy {
    pub const ALL: [Self; 3] = [Self::RoundRobin, Self::LoadBalanced, Self::Manual];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::LoadBalanced => "load_balanced",
            Self::Manual => "manual",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::RoundRobin => "Round robin",
            Self::LoadBalanced => "Load balanced",
            Self::Manual => "Manual",
        }
    }

    /// What it does.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::RoundRobin => "Conversations go to the members in turn.",
            Self::LoadBalanced => "Each conversation goes to whoever has the fewest open.",
            Self::Manual => "Conversations wait in the team until somebody takes or assigns them.",
        }
    }
}

#[derive(Debug, Error)]
#[error("Choose one of these.")]
pub struct UnknownStrategy;

impl FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(text: &str) -> Result<Self, UnknownStrategy> {
        let known = Self::ALL.into_iter();
        let mut known = known.filter(|strategy| strategy.as_str() == text);
        known.next().ok_or(UnknownStrategy)
    }
}

/// A team in the list of them, with what is told of it there.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub team: Team,
    /// As whoever looks at it is told.
    pub lead_name: Option<String>,
    /// Active and invited ones, and one more than are counted where so many are in it in any state.
    pub people: i64,
    /// Deactivated ones. None are told where there are more than are counted.
    pub inactive: i64,
}

/// Somebody in a team.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub id: UserId,
    /// Their full name, or what stands for who hasn't told it yet.
    pub name: String,
    pub email: String,
    pub status: UserStatus,
    pub chosen: AvailabilityWord,
    pub away_until: Option<DateTime<Utc>>,
    pub permissions: PermissionSet,
}

impl Member {
    pub fn availability(&self, now: DateTime<Utc>) -> Availability {
        Availability::at(now, self.chosen, self.away_until)
    }
}

/// Somebody who could be added.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub status: UserStatus,
    pub is_in: bool,
    pub permissions: PermissionSet,
}

/// How many people would be left without a team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Affected {
    pub active: i64,
    pub invited: i64,
    pub inactive: i64,
}

impl Affected {
    pub fn all(self) -> i64 {
        self.active + self.invited + self.inactive
    }
}

/// A team that doesn't exist yet.
#[derive(Clone, Debug)]
pub struct NewTeam {
    pub name: Title,
    pub strategy: Option<Strategy>,
    pub members: Vec<UserId>,
}

/// What is to be different about a team. What isn't said stays.
#[derive(Clone, Debug, Default)]
pub struct Amendment {
    pub name: Option<Title>,
    pub strategy: Wished<Strategy>,
    pub lead: Wished<UserId>,
    pub members: Option<MemberChange>,
    /// The version that it was made on, where that is known.
    pub seen: Option<i32>,
}

/// Who comes into a team and who goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// These people and nobody else.
    Exactly(Vec<UserId>),
    /// Whoever else is in it stays.
    Some {
        added: Vec<UserId>,
        removed: Vec<UserId>,
    },
}

impl MemberChange {
    /// By a form that showed those it had: what is ticked and wasn't comes in, what was and isn't goes.
    pub fn between(had: &[UserId], ticked: &[UserId]) -> Self {
        let absent = |these: &[UserId], others: &[UserId]| -> Vec<UserId> {
            let some = these.iter().filter(|one| !others.contains(one));
            some.copied().collect()
        };
        Self::Some {
            added: absent(ticked, had),
            removed: absent(had, ticked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strategy_reads_back_as_itself() {
        for strategy in Strategy::ALL {
            assert_eq!(strategy.as_str().parse::<Strategy>().unwrap(), strategy);
        }
        assert!("loudest_first".parse::<Strategy>().is_err());
    }

    #[test]
    fn a_form_touches_only_whom_it_showed_or_ticked() {
        let [stays, goes, comes] = [UserId::new(), UserId::new(), UserId::new()];
        let change = MemberChange::between(&[stays, goes], &[stays, comes]);
        let expected = MemberChange::Some {
            added: vec![comes],
            removed: vec![goes],
        };
        assert_eq!(change, expected);
    }
}
