//! Time zones, and times as they are told in one.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};
use thiserror::Error;

/// A time zone of the IANA's, as `Europe/Berlin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose a time zone of the list.")]
pub struct UnknownZone;

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// Parts of the world. What is named otherwise (`EST`, `US/Pacific`) is an older name for one of
    /// theirs, or no place.
    pub const REGIONS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];

    /// A zone that this version doesn't know is no reason to show nothing and mail nobody.
    pub fn from_stored(name: &str) -> Self {
        name.parse().unwrap_or(Self::UTC)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// `America/New_York` as a person writes it.
    pub fn title(self) -> String {
        self.name().replace('_', " ")
    }

    pub fn in_region(region: &str) -> impl Iterator<Item = Self> {
        TZ_VARIANTS
            .into_iter()
            .map(Self)
            .filter(move |zone| zone.region() == Some(region))
    }

    /// The part of the world that it lies in. `None` for what a list of places doesn't have.
    pub fn region(self) -> Option<&'static str> {
        let (first, _) = self.name().split_once('/')?;
        Self::REGIONS.into_iter().find(|region| *region == first)
    }

    /// An instant as clocks there show it.
    pub fn local(self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.0)
    }

    /// `28 November 2026`.
    pub fn day(self, at: DateTime<Utc>) -> String {
        self.local(at).format("%-d %B %Y").to_string()
    }

    /// `Sat 28 Nov`, for a day within a year.
    pub fn short_day(self, at: DateTime<Utc>) -> String {
        self.local(at).format("%a %-d %b").to_string()
    }

    /// `Saturday 28 November 2026, 09:14 CET`.
    pub fn exactly(self, at: DateTime<Utc>) -> String {
        self.told(at, "%H:%M")
    }

    /// The same, where the second matters.
    pub fn to_the_second(self, at: DateTime<Utc>) -> String {
        self.told(at, "%H:%M:%S")
    }

    fn told(self, at: DateTime<Utc>, time_of_day: &str) -> String {
        let local = self.local(at);
        let zone = local.format("%Z").to_string();
        // Some zones have no name but an offset.
        let prefix = if zone.starts_with(['+', '-']) {
            "UTC"
        } else {
            ""
        };
        let (day, time) = (local.format("%A %-d %B %Y"), local.format(time_of_day));
        format!("{day}, {time} {prefix}{zone}")
    }

    /// When a day begins there. Where clocks jump over midnight, that is later than 0:00.
    pub fn first_moment(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let begins = self.0.from_local_datetime(&midnight).earliest();
        begins
            .or_else(|| GapInfo::new(&midnight, &self.0)?.end)
            .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    #[test]
    fn a_time_is_told_with_its_zone() {
        let at: DateTime<Utc> = "2026-11-28T08:14:07Z".parse().unwrap();
        for (name, told) in [
            ("Europe/Berlin", "Saturday 28 November 2026, 09:14 CET"),
            ("UTC", "Saturday 28 November 2026, 08:14 UTC"),
            (
                "America/Sao_Paulo",
                "Saturday 28 November 2026, 05:14 UTC-03",
            ),
            (
                "Asia/Kathmandu",
                "Saturday 28 November 2026, 13:59 UTC+0545",
            ),
        ] {
            assert_eq!(zone(name).exactly(at), told);
        }
        assert_eq!(
            zone("Asia/Tokyo").to_the_second(at),
            "Saturday 28 November 2026, 17:14:07 JST"
        );
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let told = |at: &str| zone("Europe/Berlin").exactly(at.parse().unwrap());
        assert!(told("2026-10-25T00:30:00Z").ends_with("02:30 CEST"));
        assert!(told("2026-10-25T01:30:00Z").ends_with("02:30 CET"));
    }

    #[test]
    fn a_day_begins_when_clocks_there_first_show_it() {
        for (name, day, begins) in [
            ("UTC", "2026-11-28", "2026-11-28T00:00:00+00:00"),
            ("Europe/Berlin", "2026-11-28", "2026-11-27T23:00:00+00:00"),
            ("Europe/Berlin", "2026-07-28", "2026-07-27T22:00:00+00:00"),
            ("Asia/Tokyo", "2027-01-01", "2026-12-31T15:00:00+00:00"),
            // Clocks jumped from 23:59 to 1:00.
            ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00+00:00"),
            // They showed midnight twice.
            ("America/Havana", "2024-11-03", "2024-11-03T04:00:00+00:00"),
            // This day never was.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00+00:00"),
        ] {
            let begun = zone(name).first_moment(day.parse().unwrap());
            assert_eq!(begun.to_rfc3339(), begins, "{day} in {name}");
        }
    }

    #[test]
    fn a_zone_reads_back_as_itself_and_no_other_does() {
        for region in Zone::REGIONS {
            assert!(Zone::in_region(region).count() > 0, "{region}");
            for offered in Zone::in_region(region) {
                assert_eq!(offered.name().parse(), Ok(offered));
            }
        }
        for unknown in [
            "",
            "Mars/Olympus",
            "europe/berlin",
            "UTC+1",
            "Europe/Berlin ",
        ] {
            assert_eq!(unknown.parse::<Zone>(), Err(UnknownZone), "{unknown:?}");
            assert_eq!(Zone::from_stored(unknown), Zone::UTC, "{unknown:?}");
        }
        assert_eq!(zone("US/Pacific").region(), None);
        assert_eq!(zone("America/New_York").title(), "America/New York");
    }
}
