//! Times: in words where they are read in passing, exactly where somebody asks.

use chrono::{DateTime, Datelike, FixedOffset, TimeDelta, Utc};
use maud::{Markup, html};

/// An instant, read at another one. Both come with the offset of the workspace's time zone at that
/// instant, and `zone` is what people there call it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'z> {
    pub at: DateTime<FixedOffset>,
    pub now: DateTime<FixedOffset>,
    pub zone: &'z str,
}

impl Moment<'static> {
    /// As long as a workspace has no time zone of its own.
    pub fn in_utc(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            at: at.fixed_offset(),
            now: now.fixed_offset(),
            zone: "UTC",
        }
    }
}

/// To the second, where that is what somebody came to see.
pub fn instant(moment: &Moment<'_>) -> Markup {
    let at = moment.at.format("%A %-d %B %Y, %H:%M:%S");
    html! { time datetime=(moment.at.to_rfc3339()) { (at) " " (moment.zone) } }
}

pub fn moment(moment: &Moment<'_>) -> Markup {
    let exact = exact(moment);
    html! {
        time datetime=(moment.at.to_rfc3339()) title=(exact) {
            (in_words(moment)) span.visually-hidden { " (" (exact) ")" }
        }
    }
}

fn exact(moment: &Moment<'_>) -> String {
    let at = moment.at.format("%A %-d %B %Y, %H:%M");
    format!("{at} {}", moment.zone)
}

fn in_words(moment: &Moment<'_>) -> String {
    let Moment { at, now, .. } = *moment;
    let away = (at - now).abs();
    if away < TimeDelta::minutes(1) {
        return "now".to_owned();
    }
    let days = away.num_days();
    if at > now {
        return match days {
            0 => format!("in {}", short(away)),
            1 => "in 1 day".to_owned(),
            2..=30 => format!("in {days} days"),
            _ => date(at, now),
        };
    }
    let is_yesterday = now.date_naive().pred_opt() == Some(at.date_naive());
    match days {
        0 if !is_yesterday => format!("{} ago", short(away)),
        _ if is_yesterday => at.format("Yesterday %H:%M").to_string(),
        0..7 => format!("{days} days ago"),
        _ => date(at, now),
    }
}

fn short(away: TimeDelta) -> String {
    match away.num_minutes() {
        minutes @ ..60 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

fn date(at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let pattern = if at.year() == now.year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    at.format(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(at: &str) -> String {
        let parsed = |text| DateTime::parse_from_rfc3339(text).unwrap();
        in_words(&Moment {
            at: parsed(at),
            now: parsed("2026-11-21T09:14:00+01:00"),
            zone: "CET",
        })
    }

    #[test]
    fn a_time_is_told_the_way_people_tell_it() {
        for (at, words) in [
            ("2026-11-21T09:13:30+01:00", "now"),
            ("2026-11-21T09:00:00+01:00", "14 min ago"),
            ("2026-11-21T00:10:00+01:00", "9 h ago"),
            ("2026-11-20T23:50:00+01:00", "Yesterday 23:50"),
            ("2026-11-20T01:00:00+01:00", "Yesterday 01:00"),
            ("2026-11-19T09:00:00+01:00", "2 days ago"),
            ("2026-11-09T09:00:00+01:00", "9 Nov"),
            ("2025-11-09T09:00:00+01:00", "9 Nov 2025"),
            ("2026-11-21T09:54:00+01:00", "in 40 min"),
            ("2026-11-22T08:00:00+01:00", "in 22 h"),
            ("2026-11-22T10:00:00+01:00", "in 1 day"),
            ("2026-11-28T09:14:00+01:00", "in 7 days"),
            ("2027-01-28T09:14:00+01:00", "28 Jan 2027"),
        ] {
            assert_eq!(read(at), words, "{at}");
        }
    }

    #[test]
    fn the_exact_time_names_its_zone() {
        let at = DateTime::parse_from_rfc3339("2026-11-28T09:14:00+01:00").unwrap();
        let shown = moment(&Moment {
            at,
            now: at,
            zone: "CET",
        });
        assert!(
            shown
                .into_string()
                .contains("title=\"Saturday 28 November 2026, 09:14 CET\"")
        );
    }
}
