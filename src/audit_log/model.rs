//! Whom and which days somebody looks for.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use thiserror::Error;

use crate::types::{EmailAddress, EmailError, UserId, Zone};

/// Somebody as they are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    Id(UserId),
    Email(EmailAddress),
    /// How their full or display name begins.
    Named(String),
}

/// Somebody as they were found. Who isn't here any more has entries still, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub id: UserId,
    pub name: Option<String>,
    pub email: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum SoughtError {
    #[error(transparent)]
    Email(#[from] EmailError),
    #[error("Type at most 100 characters of a name.")]
    TooLong,
    #[error("More than {MOST_PEOPLE} people are called that. Type more of the name.")]
    TooMany,
}

/// Each of them is looked up by itself, so there can't be any number.
pub(super) const MOST_PEOPLE: usize = 20;

const LONGEST_NAME: usize = 100;

impl Sought {
    pub fn parse(text: &str) -> Result<Self, SoughtError> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        if text.contains('@') {
            return Ok(Self::Email(EmailAddress::parse(text)?));
        }
        if text.chars().count() > LONGEST_NAME {
            return Err(SoughtError::TooLong);
        }
        Ok(Self::Named(text.to_owned()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Write the day as 2026-11-21.")]
pub(super) struct DayError;

pub(super) fn day(text: &str) -> Result<NaiveDate, DayError> {
    let text = text.trim();
    let is_spelled_out = text.len() == 10 && text.bytes().all(|b| b == b'-' || b.is_ascii_digit());
    let day = is_spelled_out.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    // The database has no year 0.
    day.flatten().filter(|day| day.year() > 0).ok_or(DayError)
}

/// The day's first moment in a time zone, and the first one after it.
pub(super) fn moments_of(day: NaiveDate, zone: Zone) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let next = day.checked_add_days(Days::new(1));
    (
        zone.first_moment(day),
        next.map(|day| zone.first_moment(day)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(day("2026-11-21").is_ok() && day(" 0001-01-01 ").is_ok());
        for text in [
            "",
            "today",
            "2026-11-31",
            "2026-1-1",
            "21.11.2026",
            "2026-11-21T00:00",
            "0000-01-01",
            "-001-01-01",
            "+12026-11-1",
            "99999-01-01",
            "2026-11-2١",
        ] {
            assert_eq!(day(text), Err(DayError), "{text:?}");
        }
    }

    #[test]
    fn a_day_is_its_first_moment_to_the_next_ones() {
        let moments = |zone| {
            let (from, before) = moments_of(day("2026-10-25").unwrap(), zone);
            [from, before.unwrap()].map(|at| at.to_rfc3339())
        };
        let in_utc = ["2026-10-25T00:00:00+00:00", "2026-10-26T00:00:00+00:00"];
        assert_eq!(moments(Zone::UTC), in_utc);
        // One of 25 hours.
        let in_berlin = ["2026-10-24T22:00:00+00:00", "2026-10-25T23:00:00+00:00"];
        assert_eq!(moments("Europe/Berlin".parse().unwrap()), in_berlin);
    }

    #[test]
    fn somebody_is_looked_for_by_id_by_address_or_by_how_a_name_begins() {
        let id = UserId::new();
        assert_eq!(Sought::parse(&format!(" {id} ")), Ok(Sought::Id(id)));
        assert!(matches!(
            Sought::parse("ana@northwind.example"),
            Ok(Sought::Email(_))
        ));
        assert_eq!(
            Sought::parse(" Maja Ö"),
            Ok(Sought::Named("Maja Ö".to_owned()))
        );
        assert!(matches!(Sought::parse("ana@"), Err(SoughtError::Email(_))));
        assert_eq!(Sought::parse(&"a".repeat(101)), Err(SoughtError::TooLong));
    }
}
