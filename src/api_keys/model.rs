//! What a key is, and whether it works.

use chrono::{DateTime, Utc};

use crate::access::PermissionSet;
use crate::types::{ApiKeyId, Title, UserId};

/// As many as a workspace may have that work or could again.
pub(super) const MOST_KEYS: i64 = 200;

#[derive(Clone, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: Title,
    /// How its text begins.
    pub prefix: String,
    pub permissions: PermissionSet,
    pub maker: UserId,
    pub maker_name: String,
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
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn what_is_over_for_good_is_said_before_what_may_be_mended() {
        let now = DateTime::UNIX_EPOCH;
        let earlier = Some(now - TimeDelta::hours(1));
        let key = |expires_at, stopped_at, revoked_at| ApiKey {
            id: ApiKeyId::new(),
            name: Title::parse("Payroll").unwrap(),
            prefix: "mst_abcdef".to_owned(),
            permissions: PermissionSet::EMPTY,
            maker: UserId::new(),
            maker_name: "Maja".to_owned(),
            created_at: now,
            expires_at,
            last_used_at: None,
            stopped_at,
            revoked_at,
        };
        let later = Some(now + TimeDelta::hours(1));
        for (key, standing) in [
            (key(None, None, None), Standing::Working),
            (key(later, None, None), Standing::Working),
            (key(Some(now), None, None), Standing::Expired),
            (key(None, earlier, None), Standing::Stopped),
            (key(earlier, earlier, None), Standing::Expired),
            (key(earlier, earlier, earlier), Standing::Revoked),
        ] {
            assert_eq!(key.standing(now), standing);
        }
    }
}
