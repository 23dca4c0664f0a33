use chrono::{DateTime, TimeDelta, Utc};

use crate::types::{EmailAddress, LinkId, UserId, UserStatus};

/// How long the link to a new address works.
pub(super) const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// So many an hour are mailed for one person: each goes to a mailbox that may be a stranger's.
pub(super) const MOST_AN_HOUR: (i64, TimeDelta) = (5, TimeDelta::hours(1));

/// Somebody whose address is to change.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub user: UserId,
    pub name: String,
    pub email: EmailAddress,
    pub status: UserStatus,
}

/// An address that somebody is to have, the link that makes it theirs, and in whose right it does.
#[derive(Clone, Debug)]
pub(super) struct Wished {
    pub email: EmailAddress,
    pub link: LinkId,
    pub asked_by: UserId,
}

/// One that can still be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    pub email: String,
    pub until: DateTime<Utc>,
}
