//! An invitation as the list of those who haven't come yet shows it.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::access::{Permission, PermissionSet};
use crate::types::{DepartmentId, InvitationId, Like, RoleId, TeamId};

/// Everything of it that is shown, as it stands at one moment.
#[derive(Clone, Debug, Hash)]
pub struct Listed {
    pub id: InvitationId,
    pub email: String,
    /// What they are called, as far as that is known.
    pub name: Option<String>,
    pub roles: Vec<RoleId>,
    /// By name, the first ones; for who may see them.
    pub teams: Vec<String>,
    pub department: Option<String>,
    /// `None` once that person was removed.
    pub invited_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
    pub stage: Stage,
    pub delivery: Delivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Open,
    Expired,
    Accepted { at: DateTime<Utc> },
}

/// What has become of its newest mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It went out, or so long ago that nobody knows any more.
    Fine,
    Sending,
    /// No mail was asked for, or there is no server to send it by, which says so.
    NotSent {
        why: Option<String>,
    },
    Retrying {
        at: DateTime<Utc>,
        words: String,
    },
    Refused {
        words: String,
    },
}

/// What somebody may do with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum May {
    Look,
    /// It offers more than they hold.
    OutOfReach,
    /// A resend may need a seat that isn't there.
    Act {
        no_seat: Option<String>,
    },
}

impl May {
    /// `no_seat` is why nobody more fits, where that is so.
    pub fn by(
        holds: PermissionSet,
        offered: PermissionSet,
        stage: Stage,
        no_seat: Option<String>,
    ) -> Self {
        if !holds.contains(Permission::InviteUsers) {
            Self::Look
        } else if !offered.is_within(holds) {
            Self::OutOfReach
        } else {
            // An open invitation has its seat.
            let no_seat = no_seat.filter(|_| stage == Stage::Expired);
            Self::Act { no_seat }
        }
    }
}

/// A line of the list, with the names of its roles and what may be done.
#[derive(Clone, Debug, Hash)]
pub struct Line {
    pub listed: Listed,
    pub roles: Vec<String>,
    pub may: May,
}

/// Which of them a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrow {
    /// The address or a name is like this.
    pub like: Option<Like>,
    pub role: Option<RoleId>,
    pub team: Option<TeamId>,
    /// One of these.
    pub departments: Option<Vec<DepartmentId>>,
    pub wanted: Wanted,
}

/// The same as it stands in an address.
#[derive(Clone, Copy, Debug, Default)]
pub struct NarrowWords<'n> {
    pub q: &'n str,
    pub role: &'n str,
    pub team: &'n str,
    pub department: &'n str,
    pub status: &'n str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    Open,
    /// Open, and not for long.
    Ending,
    Expired,
    Accepted,
    Trouble,
}

impl Wanted {
    /// In the order in which they are offered, as they stand in the address and are called.
    pub const CHOICES: [(Self, &'static str, &'static str); 6] = [
        (Self::All, "", "Any status"),
        (Self::Open, "pending", "Pending"),
        (Self::Ending, "ending", "Expires within a day"),
        (Self::Expired, "expired", "Expired"),
        (Self::Accepted, "accepted", "Accepted"),
        (Self::Trouble, "trouble", "Email trouble"),
    ];
}

impl Narrow {
    /// `None` is by something that can't be there, and finds nobody. `within` says what a department has
    /// in it.
    pub fn parse(
        words: &NarrowWords<'_>,
        within: impl FnOnce(DepartmentId) -> Vec<DepartmentId>,
    ) -> Option<Self> {
        let mut choices = Wanted::CHOICES.into_iter();
        let (wanted, ..) = choices.find(|(_, word, _)| *word == words.status)?;
        let part = words.q.trim();
        if !Like::is_possible(part) {
            return None;
        }
        let department: Option<DepartmentId> = one(words.department).ok()?;
        Some(Self {
            like: (!part.is_empty()).then(|| Like::part(part)),
            role: one(words.role).ok()?,
            team: one(words.team).ok()?,
            departments: department.map(within),
            wanted,
        })
    }
}

/// None or one. What is neither isn't there.
fn one<Id: FromStr>(word: &str) -> Result<Option<Id>, Id::Err> {
    match word {
        "" => Ok(None),
        given => given.parse().map(Some),
    }
}

/// How many wait for long and how many have expired, as far as anybody counts; and how many of those
/// somebody may act on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    pub waiting: i64,
    pub waiting_in_reach: i64,
    pub expired: i64,
    pub expired_in_reach: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surrounds_a_search_is_no_part_of_it() {
        let like = |q| {
            let words = NarrowWords {
                q,
                ..NarrowWords::default()
            };
            Narrow::parse(&words, |_| Vec::new()).unwrap().like
        };
        assert_eq!(like(" nora "), Some(Like::part("nora")));
        assert_eq!(like("  "), None);
    }

    #[test]
    fn what_cant_be_there_finds_nobody() {
        let (role, long) = (RoleId::new().to_string(), "a".repeat(321));
        let nothing = NarrowWords::default();
        let found = |words: NarrowWords<'_>| Narrow::parse(&words, |id| vec![id]);
        let team = NarrowWords {
            team: "support",
            ..nothing
        };
        let department = NarrowWords {
            department: "care",
            ..nothing
        };
        for odd in [
            team,
            department,
            NarrowWords {
                role: "agent",
                ..nothing
            },
            NarrowWords {
                status: "cancelled",
                ..nothing
            },
            NarrowWords {
                q: &long,
                ..nothing
            },
        ] {
            assert_eq!(found(odd), None, "{odd:?}");
        }
        let narrow = found(NarrowWords {
            role: &role,
            department: &role,
            status: "trouble",
            ..nothing
        });
        let narrow = narrow.unwrap();
        assert_eq!(narrow.role, role.parse().ok());
        assert_eq!(narrow.departments, role.parse().ok().map(|id| vec![id]));
        assert_eq!((narrow.team, narrow.wanted), (None, Wanted::Trouble));
    }
}
