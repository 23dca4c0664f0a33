//! An invitation as the list of those who haven't come yet shows it.

use chrono::{DateTime, Utc};

use crate::access::{Permission, PermissionSet};
use crate::types::{InvitationId, Like, RoleId};

/// Everything of it that is shown, as it stands at one moment.
#[derive(Clone, Debug, Hash)]
pub struct Listed {
    pub id: InvitationId,
    pub email: String,
    /// What they are called, as far as that is known.
    pub name: Option<String>,
    pub roles: Vec<RoleId>,
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
    pub wanted: Wanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    Open,
    Expired,
    Accepted,
    Trouble,
}

impl Wanted {
    /// In the order in which they are offered, as they stand in the address and are called.
    pub const CHOICES: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "", "Any status"),
        (Self::Open, "pending", "Pending"),
        (Self::Expired, "expired", "Expired"),
        (Self::Accepted, "accepted", "Accepted"),
        (Self::Trouble, "trouble", "Email trouble"),
    ];
}

impl Narrow {
    /// `None` is by something that can't be there, and finds nobody.
    pub fn parse(q: &str, role: &str, status: &str) -> Option<Self> {
        let mut choices = Wanted::CHOICES.into_iter();
        let (wanted, ..) = choices.find(|(_, word, _)| *word == status)?;
        let part = q.trim();
        if !Like::is_possible(part) {
            return None;
        }
        Some(Self {
            like: (!part.is_empty()).then(|| Like::part(part)),
            role: match role {
                "" => None,
                given => Some(given.parse().ok()?),
            },
            wanted,
        })
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
        let like = |typed| Narrow::parse(typed, "", "").unwrap().like;
        assert_eq!(like(" nora "), Some(Like::part("nora")));
        assert_eq!(like("  "), None);
    }

    #[test]
    fn what_cant_be_there_finds_nobody() {
        assert_eq!(Narrow::parse("", "agent", ""), None);
        assert_eq!(Narrow::parse("", "", "cancelled"), None);
        assert_eq!(Narrow::parse(&"a".repeat(321), "", ""), None);
        let role = RoleId::new();
        let found = Narrow::parse("", &role.to_string(), "trouble").unwrap();
        assert_eq!((found.role, found.wanted), (Some(role), Wanted::Trouble));
    }
}
