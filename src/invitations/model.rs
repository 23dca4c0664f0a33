//! What an invitation is and what may be done with it. Every rule is a function of what is known, so
//! that it can be tried on anything.

mod addressed;
mod brief;
mod judged;
mod lifetime;
mod listed;
mod mistyped;
pub mod paste;
mod sentence;

pub use self::addressed::Addressed;
pub use self::brief::{Brief, BriefStatus};
pub use self::judged::{Judged, Verdict};
pub use self::lifetime::{Lifetime, LifetimeError};
pub use self::listed::{Delivery, Line, Listed, May, Narrow, NarrowWords, Stage, Tally, Wanted};
pub use self::paste::{Entry, TooMany};
pub use self::sentence::{article, first_few, joint};

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use crate::access::{AboveCeiling, Permission, PermissionSet, within_ceiling};
use crate::types::{InvitationId, Note, UserId, Zone};

/// So many addresses are invited together.
pub const MOST_AT_ONCE: usize = 500;

/// So many are acted on together; who has more presses the button again.
pub const MOST_ACTED_ON: i64 = 1_000;

/// So often a day somebody may be invited anew: cancelling and inviting again is no way around the
/// minute between two resends.
pub const INVITED_A_DAY: i64 = 5;

/// Sooner than this after a resend another one sends nothing.
pub const RESEND_GAP: TimeDelta = TimeDelta::minutes(1);

/// Whoever waits for so long is worth a reminder.
pub const LONG_WAIT: TimeDelta = TimeDelta::hours(12);

/// So long after its end somebody may ask for a new link by themselves,
pub const RENEWABLE_FOR: TimeDelta = TimeDelta::days(30);

/// and so often a day.
pub const RENEWALS_A_DAY: i64 = 3;

/// So long the button of the form that was accepted may be pressed again.
pub const SECOND_CLICK: TimeDelta = TimeDelta::minutes(2);

/// So long somebody who has joined is still shown among the invited.
pub const SHOWN_AFTER_JOINING: TimeDelta = TimeDelta::days(7);

#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    /// `None` once that person was removed.
    pub user: Option<UserId>,
    pub email: String,
    /// Whose right it stands on.
    pub invited_by: Option<UserId>,
    pub message: Option<Note>,
    pub state: State,
    pub resent_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Accepted { at: DateTime<Utc> },
    Cancelled,
}

/// How it stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody may come with it.
    Open {
        user: UserId,
    },
    Expired {
        user: UserId,
    },
    Accepted {
        at: DateTime<Utc>,
    },
    Cancelled,
}

/// Whoever has joined is past being invited. The day is the workspace's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Joined on {}; send a password reset instead.", .zone.day(*.at))]
pub struct Joined {
    pub at: DateTime<Utc>,
    pub zone: Zone,
}

impl Invitation {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match (self.state, self.user) {
            (State::Accepted { at }, _) => Standing::Accepted { at },
            // Whoever has nobody to bring has lost its point.
            (State::Cancelled, _) | (State::Pending, None) => Standing::Cancelled,
            (State::Pending, Some(user)) if self.expires_at > now => Standing::Open { user },
            (State::Pending, Some(user)) => Standing::Expired { user },
        }
    }

    /// Whether it was resent so lately that another mail would tell nothing new.
    pub fn was_just_resent(&self, now: DateTime<Utc>) -> bool {
        self.resent_at.is_some_and(|at| at > now - RESEND_GAP)
    }

    /// Whether its form was sent a moment ago, so that sending it again is the same click.
    pub fn was_just_accepted(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state, State::Accepted { at } if at > now - SECOND_CLICK)
    }

    pub fn may_be_renewed(&self, now: DateTime<Utc>) -> bool {
        self.expires_at > now - RENEWABLE_FOR
    }
}

/// Whether somebody who holds this may still offer these roles: who may no longer invite offers none.
pub fn may_offer(holds: PermissionSet, offered: PermissionSet) -> Result<(), AboveCeiling> {
    let right = [Permission::InviteUsers].into_iter().collect();
    within_ceiling(holds, offered.union(right))
}

#[cfg(test)]
mod tests;
