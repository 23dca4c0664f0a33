//! What a key is, and whether it works.

use chrono::{DateTime, TimeDelta, Utc};

use crate::access::PermissionSet;
use crate::types::{ApiKeyId, Title, UserId};

/// As many as a workspace may have that work or could again.
pub(super) const MOST_KEYS: i64 = 200;

/// A key that nothing has used for so long is asked about.
pub const LONG_UNUSED: TimeDelta = TimeDelta::days(90);

/// So long what is over for good is still shown.
pub(super) const SHOWN_FOR: TimeDelta = TimeDelta::days(90);

/// That a key is going to end is said so long before.
const ENDING: TimeDelta = TimeDelta::days(14);

#[derive(Clone, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: Title,
    /// How its text begins.
    pub prefix: String,
    /// As they were chosen for it.
    pub permissions: PermissionSet,
    pub maker: UserId,
    pub maker_name: String,
    /// What its maker holds now.
    pub maker_holds: PermissionSet,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Whether a key opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Working,
    Expired,
    /// Whoever answered for it has left, and somebody may take it over.
    Stopped,
    Revoked,
}

impl Standing {
    /// Nothing makes it work again.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Revoked)
    }
}

impl ApiKey {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        if self.revoked_at.is_some() {
            Standing::Revoked
        } else if self.expires_at.is_some_and(|at| at <= now) {
            Standing::Expired
        } else if self.stopped_at.is_some() {
            Standing::Stopped
        } else {
            Standing::Working
        }
    }

    /// What it opens, as long as it works.
    pub fn opens(&self) -> PermissionSet {
        self.permissions.shared_with(self.maker_holds)
    }

    pub(super) fn is_long_unused(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.unwrap_or(self.created_at) < now - LONG_UNUSED
    }

    pub(super) fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|at| at - now < ENDING)
    }
}

/// What somebody is offered to do about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct May {
    pub revoke: bool,
    pub take_over: bool,
}

impl May {
    /// Nobody decides about what holds more than they do. But whoever made a key may always end it,
    /// also once they hold less. What works as it was meant to needs nobody to take it over.
    pub fn of(key: &ApiKey, (user, holds): (UserId, PermissionSet), now: DateTime<Utc>) -> Self {
        let (is_own, standing) = (key.maker == user, key.standing(now));
        let is_in_reach = key.permissions.is_within(holds);
        let is_wanting = match standing {
            Standing::Stopped => true,
            Standing::Working => !is_own && key.opens() != key.permissions,
            Standing::Expired | Standing::Revoked => false,
        };
        Self {
            revoke: standing != Standing::Revoked && (is_own || is_in_reach),
            take_over: is_wanting && is_in_reach,
        }
    }
}

#[cfg(test)]
mod tests;
