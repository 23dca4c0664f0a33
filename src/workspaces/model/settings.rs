//! What a workspace decides for itself.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

use crate::types::{Title, Zone};

macro_rules! settings {
    ($($(#[$meaning:meta])* $field:ident: $kind:ty,)+) => {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings { $($(#[$meaning])* pub $field: $kind,)+ }

        /// Each setting as the text that a form holds, in their order.
        pub type Texts = [String; Settings::FIELDS.len()];

        impl Settings {
            pub const FIELDS: [&'static str; [$(stringify!($field)),+].len()] = [$(stringify!($field)),+];

            pub fn texts(&self) -> Texts {
                [$(self.$field.to_string()),+]
            }

            /// These settings after somebody who had `seen` some has typed others. What they left as it
            /// was stays as it is now; what somebody else has changed meanwhile clashes.
            pub fn after(&self, seen: &Texts, typed: &Self) -> Result<Self, Vec<&'static str>> {
                let [$($field),+] = seen;
                let mut clashes = Vec::new();
                $(let $field = merged($field, &typed.$field, &self.$field);
                if $field.is_none() { clashes.push(stringify!($field)); })+
                match ($($field,)+) {
                    ($(Some($field),)+) => Ok(Self { $($field),+ }),
                    _ => Err(clashes),
                }
            }
        }
    };
}

settings! {
    name: Title,
    /// What times are told in.
    time_zone: Zone,
    /// How long an invitation is open, unless its author says otherwise.
    invitation_hours: i32,
    /// Sending one again doesn't count.
    invitations_a_day: i32,
    help_goes_to: HelpGoesTo,
    /// How long a session lasts that nobody uses.
    session_idle_hours: i32,
    /// How long one lasts at most.
    session_hours: i32,
}

fn merged<T: Clone + PartialEq + ToString>(seen: &str, typed: &T, now: &T) -> Option<T> {
    if typed == now || typed.to_string() == seen {
        Some(now.clone())
    } else if now.to_string() == seen {
        Some(typed.clone())
    } else {
        None
    }
}

pub const INVITATION_HOURS: RangeInclusive<i32> = 1..=720;
pub const INVITATIONS_A_DAY: RangeInclusive<i32> = 1..=100_000;
pub const SESSION_HOURS: RangeInclusive<i32> = 1..=8_760;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Type a number from {} to {}.", .0.start(), .0.end())]
pub struct OutOfRange(RangeInclusive<i32>);

pub fn number(typed: &str, range: RangeInclusive<i32>) -> Result<i32, OutOfRange> {
    let typed = typed.trim();
    let is_spelled_out = typed.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_spelled_out.then(|| typed.parse().ok()).flatten();
    number
        .filter(|number| range.contains(number))
        .ok_or(OutOfRange(range))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose at least the {0} hours after which an unused session ends.")]
pub struct ShorterThanIdle(i32);

/// A session can't last for less than it may lie unused.
pub fn lasts(session_hours: i32, idle_hours: i32) -> Result<(), ShorterThanIdle> {
    if session_hours < idle_hours {
        Err(ShorterThanIdle(idle_hours))
    } else {
        Ok(())
    }
}

/// Who is told when invitations need help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpGoesTo {
    Admins,
    Owners,
    Inviter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose who is told.")]
pub struct UnknownHelp;

impl HelpGoesTo {
    pub const ALL: [Self; 3] = [Self::Admins, Self::Owners, Self::Inviter];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admins => "admins",
            Self::Owners => "owners",
            Self::Inviter => "inviter",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Admins => "Owners and admins",
            Self::Owners => "Owners only",
            Self::Inviter => "Whoever invited",
        }
    }
}

impl fmt::Display for HelpGoesTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for HelpGoesTo {
    type Err = UnknownHelp;

    fn from_str(text: &str) -> Result<Self, UnknownHelp> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str() == text)
            .ok_or(UnknownHelp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Settings {
        Settings {
            name: Title::parse("Northwind").unwrap(),
            time_zone: Zone::UTC,
            invitation_hours: 168,
            invitations_a_day: 2_000,
            help_goes_to: HelpGoesTo::Admins,
            session_idle_hours: 168,
            session_hours: 720,
        }
    }

    #[test]
    fn of_two_who_edit_at_once_each_changes_what_they_typed() {
        let seen = usual().texts();
        let mine = Settings {
            session_hours: 200,
            ..usual()
        };
        let theirs = Settings {
            time_zone: "Europe/Berlin".parse().unwrap(),
            ..usual()
        };
        let both = Settings {
            time_zone: theirs.time_zone,
            ..mine.clone()
        };
        assert_eq!(theirs.after(&seen, &mine), Ok(both));
        assert_eq!(mine.after(&seen, &mine), Ok(mine));
        assert_eq!(theirs.after(&seen, &usual()), Ok(theirs));
    }

    #[test]
    fn the_same_setting_changed_to_two_values_clashes() {
        let seen = usual().texts();
        let with = |session_hours, help_goes_to| Settings {
            help_goes_to,
            session_hours,
            ..usual()
        };
        let theirs = with(200, HelpGoesTo::Owners);
        let mine = with(300, HelpGoesTo::Inviter);
        let clashes = vec!["help_goes_to", "session_hours"];
        assert_eq!(theirs.after(&seen, &mine), Err(clashes));
        // Who has seen what they did may change it.
        assert_eq!(theirs.after(&theirs.texts(), &mine), Ok(mine));
    }

    #[test]
    fn a_number_is_digits_within_its_range() {
        for good in ["1", " 720 ", "007"] {
            assert!(number(good, INVITATION_HOURS).is_ok(), "{good:?}");
        }
        for bad in [
            "",
            "0",
            "721",
            "-5",
            "+5",
            "1.5",
            "1e2",
            "\u{0661}",
            "99999999999",
        ] {
            let refused = number(bad, INVITATION_HOURS).map_err(|error| error.to_string());
            let said = "Type a number from 1 to 720.".to_owned();
            assert_eq!(refused, Err(said), "{bad:?}");
        }
    }

    #[test]
    fn a_session_lasts_at_least_as_long_as_it_may_lie_unused() {
        assert_eq!(lasts(24, 24), Ok(()));
        assert_eq!(lasts(23, 24), Err(ShorterThanIdle(24)));
    }

    #[test]
    fn who_is_told_reads_back_as_itself() {
        for known in HelpGoesTo::ALL {
            assert_eq!(known.as_str().parse(), Ok(known));
        }
        assert_eq!("nobody".parse::<HelpGoesTo>(), Err(UnknownHelp));
    }
}
