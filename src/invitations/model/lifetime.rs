use chrono::TimeDelta;
use thiserror::Error;

/// How long an invitation stays open: whole hours, 1 hour to 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(i32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Use a whole number of hours, from 1 to 720 (30 days).")]
pub struct LifetimeError;

impl Lifetime {
    pub fn parse(text: &str) -> Result<Self, LifetimeError> {
        let hours = text.trim().parse().map_err(|_| LifetimeError)?;
        Self::of_hours(hours).ok_or(LifetimeError)
    }

    pub fn of_hours(hours: i32) -> Option<Self> {
        (1..=720).contains(&hours).then_some(Self(hours))
    }

    pub fn hours(self) -> i32 {
        self.0
    }

    pub fn delta(self) -> TimeDelta {
        TimeDelta::hours(self.0.into())
    }

    /// `7 days`, `36 hours`.
    pub fn words(self) -> String {
        match (self.0, self.0 / 24, self.0 % 24) {
            (1, ..) => "1 hour".to_owned(),
            (_, 1, 0) => "1 day".to_owned(),
            (_, days, 0) => format!("{days} days"),
            (hours, ..) => format!("{hours} hours"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_an_hour_to_thirty_days() {
        for (typed, words) in [
            ("1", "1 hour"),
            (" 24 ", "1 day"),
            ("36", "36 hours"),
            ("168", "7 days"),
            ("720", "30 days"),
        ] {
            assert_eq!(Lifetime::parse(typed).unwrap().words(), words);
        }
        for typed in ["", "0", "721", "-1", "1.5", "a week", "99999999999"] {
            assert_eq!(Lifetime::parse(typed), Err(LifetimeError), "{typed:?}");
        }
    }
}
