//! Times: in words where they are read in passing, exactly where somebody asks.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};

use crate::types::Zone;

/// An instant, read at another one, in the workspace's time zone.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub zone: Zone,
}

/// To the second, where that is what somebody came to see.
pub fn instant(moment: &Moment) -> Markup {
    html! { time datetime=(stamp(moment)) { (moment.zone.to_the_second(moment.at)) } }
}

pub fn moment(moment: &Moment) -> Markup {
    let exact = moment.zone.exactly(moment.at);
    html! {
        time datetime=(stamp(moment)) title=(exact) {
            (in_words(moment)) span.visually-hidden { " (" (exact) ")" }
        }
    }
}

fn stamp(moment: &Moment) -> String {
    moment.zone.local(moment.at).to_rfc3339()
}

/// `4 min ago` or `yesterday at 23:06`, within a sentence. Where it is shown by itself, `moment` says it
/// exactly too.
pub fn ago(moment: &Moment) -> String {
    worded(moment, "yesterday at %H:%M")
}

fn in_words(moment: &Moment) -> String {
    worded(moment, "Yesterday %H:%M")
}

fn worded(moment: &Moment, yesterday: &str) -> String {
    let [at, now] = [moment.at, moment.now].map(|at| moment.zone.local(at));
    let away = (moment.at - moment.now).abs();
    if away < TimeDelta::minutes(1) {
        return "now".to_owned();
    }
    let days = away.num_days();
    if at > now {
        return match days {
            0 => format!("in {}", short(away)),
            1 => "in 1 day".to_owned(),
            2..=30 => format!("in {days} days"),
            _ => date(&at, &now),
        };
    }
    // As a calendar counts them: the evening before last is two days ago.
    match (now.date_naive() - at.date_naive()).num_days() {
        0 => format!("{} ago", short(away)),
        1 => at.format(yesterday).to_string(),
        days @ 2..7 => format!("{days} days ago"),
        _ => date(&at, &now),
    }
}

fn short(away: TimeDelta) -> String {
    match away.num_minutes() {
        minutes @ ..60 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

fn date(at: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
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
        in_words(&Moment {
            at: at.parse().unwrap(),
            now: "2026-11-21T09:14:00+01:00".parse().unwrap(),
            zone: "Europe/Berlin".parse().unwrap(),
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
            ("2026-11-19T23:00:00+01:00", "2 days ago"),
            ("2026-11-15T09:00:00+01:00", "6 days ago"),
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
    fn yesterday_is_the_day_before_where_the_workspace_is() {
        let at = "2026-11-20T23:30:00Z".parse().unwrap();
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let told = |zone: Zone| in_words(&Moment { at, now, zone });
        assert_eq!(told(Zone::UTC), "Yesterday 23:30");
        let zone = Zone::UTC;
        assert_eq!(ago(&Moment { at, now, zone }), "yesterday at 23:30");
        assert_eq!(told("Europe/Berlin".parse().unwrap()), "9 h ago");
    }

    #[test]
    fn the_exact_time_names_its_zone() {
        let at = "2026-11-28T08:14:00Z".parse().unwrap();
        let zone = "Europe/Berlin".parse().unwrap();
        let shown = moment(&Moment { at, now: at, zone }).into_string();
        assert!(shown.contains("title=\"Saturday 28 November 2026, 09:14 CET\""));
        assert!(shown.contains("datetime=\"2026-11-28T09:14:00+01:00\""));
    }
}
