use chrono::TimeDelta;

use crate::types::{EmailAddress, UserId};

/// How long a link to a new password works.
pub const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// More mails than this tell nobody anything new.
pub const MAILS_AN_HOUR: i64 = 3;

/// How many rows an hour strangers can make for one address. More than the worker sends, so that a
/// repeated request still finds its way when a mail got stuck.
pub const REQUESTS_AN_HOUR: i64 = 10;

/// An active user, as far as a new password needs to know them.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: UserId,
    pub name: String,
    pub display_name: String,
    pub email: EmailAddress,
}
