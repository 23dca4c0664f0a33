use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::types::{TokenHash, WorkspaceId};

/// Failures this close together count together.
const WINDOW: TimeDelta = TimeDelta::minutes(3);
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// After so long without a try, the next wait is the first one again.
const FORGIVEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// Somebody tries a password.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub workspace: WorkspaceId,
    /// The address that was typed, as it is compared. It may be nobody's.
    pub account: String,
    pub from: Option<IpAddr>,
    pub browser: Browser,
}

/// Whether the account was signed in to from this browser before. If so, nobody elsewhere can hold
/// its owner out by failing often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Known,
    New,
    /// Signed in already, to confirm who they are. Strangers can't come so far, so what they fail isn't
    /// counted with it.
    SignedIn,
}

/// What failures are counted by, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    AccountFromNetwork,
    AccountFromAnywhere,
    Network,
    MailFromNetwork,
    MailTest,
}

impl Rule {
    const fn most_failures(self) -> i32 {
        match self {
            Self::AccountFromNetwork | Self::MailTest => 10,
            Self::AccountFromAnywhere => 100,
            Self::Network => 300,
            Self::MailFromNetwork => 500,
        }
    }
}

impl Attempt {
    /// The rules that apply within the workspace, and the keys of their rows. Kept as hashes, since
    /// strangers type other people's addresses here.
    pub(super) fn keys(&self) -> Vec<(Rule, TokenHash)> {
        let account = &self.account;
        let near = format!("{}\n{account}", network_of(self.from));
        let mut keys = vec![(Rule::AccountFromNetwork, TokenHash::of(near.as_bytes()))];
        let anywhere = match self.browser {
            Browser::Known => None,
            Browser::New => Some(account.clone()),
            Browser::SignedIn => Some(format!("signed in\n{account}")),
        };
        keys.extend(anywhere.map(|key| (Rule::AccountFromAnywhere, TokenHash::of(key.as_bytes()))));
        keys
    }
}

/// An IPv4 address, or the part of an IPv6 address that one household shares.
pub(super) fn network_of(from: Option<IpAddr>) -> String {
    match from {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// What is remembered of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub failures: i32,
    /// When the first of them was.
    pub since: DateTime<Utc>,
    /// How many waits there were in a row.
    pub strikes: i16,
    pub blocked_until: Option<DateTime<Utc>>,
}

impl Count {
    /// How long a wait goes on that has begun.
    pub fn wait_at(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.blocked_until
            .filter(|until| *until > now)
            .map(|until| until - now)
    }

    /// As it stands at the time of a try. `Err` is how long to wait.
    pub fn at(mut self, now: DateTime<Utc>, rule: Rule) -> (Self, Result<(), TimeDelta>) {
        if let Some(wait) = self.wait_at(now) {
            return (self, Err(wait));
        }
        if now - self.blocked_until.unwrap_or(self.since) > FORGIVEN_AFTER {
            self.strikes = 0;
        }
        if now - self.since > WINDOW {
            self.failures = 0;
            self.since = now;
        }
        if self.failures < rule.most_failures() {
            return (self, Ok(()));
        }
        let wait = wait_after(self.strikes);
        self.strikes = self.strikes.saturating_add(1);
        self.failures = 0;
        self.since = now;
        self.blocked_until = Some(now + wait);
        (self, Err(wait))
    }

    /// A try counts as a failure until it turns out well, so that a hundred at once aren't all free.
    #[must_use]
    pub fn with_one_more(mut self) -> Self {
        self.failures = self.failures.saturating_add(1);
        self
    }

    #[must_use]
    pub fn with_one_less(mut self) -> Self {
        self.failures = self.failures.saturating_sub(1).max(0);
        self
    }

    #[must_use]
    pub fn forgiven(mut self) -> Self {
        self.failures = 0;
        self.strikes = 0;
        self
    }
}

/// 1, 2, 4, 8 and then always 15 minutes.
fn wait_after(strikes: i16) -> TimeDelta {
    let doublings = u32::try_from(strikes).unwrap_or(0).min(4);
    (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn fresh(now: DateTime<Utc>) -> Count {
        Count {
            failures: 0,
            since: now,
            strikes: 0,
            blocked_until: None,
        }
    }

    /// Fails until there is a wait, and says how many failures that took and how long the wait is.
    fn fail(mut count: Count, now: DateTime<Utc>) -> (Count, usize, TimeDelta) {
        for failures in 0.. {
            let (next, entered) = count.at(now, Rule::AccountFromNetwork);
            match entered {
                Ok(()) => count = next.with_one_more(),
                Err(wait) => return (next, failures, wait),
            }
        }
        unreachable!()
    }

    #[test]
    fn ten_failures_are_free_and_the_waits_after_them_grow_to_fifteen_minutes_and_no_further() {
        let mut now = start();
        let mut count = fresh(now);
        for minutes in [1, 2, 4, 8, 15, 15] {
            let (next, failures, wait) = fail(count, now);
            assert_eq!((failures, wait), (10, TimeDelta::minutes(minutes)));
            let almost = now + wait - TimeDelta::seconds(1);
            assert!(next.at(almost, Rule::AccountFromNetwork).1.is_err());
            now += wait;
            count = next;
        }
    }

    #[test]
    fn failures_that_lie_apart_are_no_attack_and_an_hour_of_quiet_forgives() {
        let mut count = fresh(start());
        for minute in 0..60 {
            let (next, entered) = count.at(
                start() + TimeDelta::minutes(minute),
                Rule::AccountFromNetwork,
            );
            assert!(entered.is_ok(), "minute {minute}");
            count = next.with_one_more();
        }
        let (blocked, _, _) = fail(fresh(start()), start());
        let later = start() + TimeDelta::minutes(62);
        let (_, _, wait) = fail(blocked, later);
        assert_eq!(wait, TimeDelta::minutes(1));
    }

    #[test]
    fn a_household_is_one_network_and_a_known_browser_escapes_what_others_do() {
        let attempt = |from: &str, browser| Attempt {
            workspace: WorkspaceId::new(),
            account: "maja@northwind.example".to_owned(),
            from: Some(from.parse().unwrap()),
            browser,
        };
        let one = attempt("2001:db8:1:2:3::1", Browser::New);
        assert_eq!(network_of(one.from), "2001:db8:1:2::/64");
        assert_eq!(
            network_of(attempt("203.0.113.9", Browser::New).from),
            "203.0.113.9"
        );
        assert_eq!(one.keys().len(), 2);
        let known = attempt("2001:db8:1:2:3::1", Browser::Known);
        assert_eq!(
            known.keys(),
            one.keys().into_iter().take(1).collect::<Vec<_>>()
        );
    }
}
