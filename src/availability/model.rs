use chrono::{DateTime, Months, NaiveDate, SubsecRound, Utc};
use thiserror::Error;

use crate::access::{Actor, Permission, PermissionSet};
use crate::types::{Availability, UserStatus, Zone};

/// What somebody is to be from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Available,
    /// Until somebody says otherwise, or until the day on which they are back.
    Away {
        back_on: Option<NaiveDate>,
    },
    /// As a program says it.
    AwayUntil(DateTime<Utc>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BackOnError {
    #[error("Write the day as 2026-11-23.")]
    NotADay,
    #[error("Choose a day after today, or leave it empty.")]
    NotAhead,
    #[error("Choose a day within a year, or leave it empty.")]
    TooFar,
    #[error("Name a time that is still to come, or none.")]
    Over,
}

impl Chosen {
    /// As it is kept: somebody is back from the first moment of that day where the workspace is.
    pub fn from(self, now: DateTime<Utc>, zone: Zone) -> Result<Availability, BackOnError> {
        let back_on = match self {
            Self::Available => return Ok(Availability::Available),
            Self::AwayUntil(at) => return until(at, now),
            Self::Away { back_on } => back_on,
        };
        let Some(day) = back_on else {
            return Ok(Availability::Away { until: None });
        };
        let today = zone.local(now).date_naive();
        if day <= today {
            return Err(BackOnError::NotAhead);
        }
        if today
            .checked_add_months(Months::new(12))
            .is_none_or(|last| day > last)
        {
            return Err(BackOnError::TooFar);
        }
        let until = Some(zone.first_moment(day));
        Ok(Availability::Away { until })
    }
}

/// As exactly as it can be kept.
fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Availability, BackOnError> {
    let at = at.trunc_subsecs(6);
    if at <= now {
        return Err(BackOnError::Over);
    }
    if now
        .checked_add_months(Months::new(12))
        .is_none_or(|last| at > last)
    {
        return Err(BackOnError::TooFar);
    }
    Ok(Availability::Away { until: Some(at) })
}

/// The day on which somebody is back, as it is typed.
pub(super) fn day(typed: &str) -> Result<Option<NaiveDate>, BackOnError> {
    match typed.trim() {
        "" => Ok(None),
        text => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_| BackOnError::NotADay),
    }
}

/// Whether somebody may change another one's availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Isn't theirs to do at all, or nobody's who isn't here.
    NotOffered,
    /// Theirs, but this person holds more.
    OutOfReach,
    Offered,
}

impl Change {
    pub fn by(actor: &Actor, status: UserStatus, held: PermissionSet) -> Self {
        let may = actor.permissions.contains(Permission::WriteUsers);
        match (may, status) {
            (true, UserStatus::Active) if held.is_within(actor.permissions) => Self::Offered,
            (true, UserStatus::Active) => Self::OutOfReach,
            _ => Self::NotOffered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away(day: &str) -> Result<Availability, BackOnError> {
        // Half past eleven in the evening in Berlin.
        let now = "2026-11-21T22:30:00Z".parse().unwrap();
        let back_on = super::day(day)?;
        Chosen::Away { back_on }.from(now, "Europe/Berlin".parse().unwrap())
    }

    #[test]
    fn somebody_is_back_at_the_first_moment_of_a_day_where_the_workspace_is() {
        let until = |text: &str| Availability::Away {
            until: Some(text.parse().unwrap()),
        };
        assert_eq!(away("2026-11-22"), Ok(until("2026-11-21T23:00:00Z")));
        assert_eq!(away(" 2027-07-01 "), Ok(until("2027-06-30T22:00:00Z")));
        assert_eq!(away("2027-11-21"), Ok(until("2027-11-20T23:00:00Z")));
        assert_eq!(away(""), Ok(Availability::Away { until: None }));
    }

    #[test]
    fn a_day_that_is_none_or_lies_behind_or_far_ahead_is_refused() {
        for (typed, why) in [
            ("tomorrow", BackOnError::NotADay),
            ("2026-02-30", BackOnError::NotADay),
            ("23.11.2026", BackOnError::NotADay),
            ("2026-11-21", BackOnError::NotAhead),
            ("2026-11-20", BackOnError::NotAhead),
            ("-0044-03-15", BackOnError::NotAhead),
            ("2027-11-22", BackOnError::TooFar),
            ("9999-12-31", BackOnError::TooFar),
            ("+262142-12-31", BackOnError::TooFar),
        ] {
            assert_eq!(away(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn a_program_may_name_any_time_within_a_year() {
        let now = "2026-11-21T22:30:00Z".parse().unwrap();
        let until = |text: &str| {
            let at = text.parse().unwrap();
            Chosen::AwayUntil(at).from(now, Zone::UTC)
        };
        let kept = Availability::Away {
            until: Some("2026-11-21T22:30:00.000001Z".parse().unwrap()),
        };
        assert_eq!(until("2026-11-21T22:30:00.000001999Z"), Ok(kept));
        assert!(until("2027-11-21T22:30:00Z").is_ok());
        assert_eq!(
            until("2026-11-21T22:30:00.000000999Z"),
            Err(BackOnError::Over)
        );
        assert_eq!(until("2027-11-21T22:30:01Z"), Err(BackOnError::TooFar));
    }
}
