//! When a mail that didn't go out is tried again.

use chrono::{DateTime, TimeDelta, Utc};

const FIRST_GAP: TimeDelta = TimeDelta::seconds(30);
/// Somebody may be sitting there waiting when the server comes back.
const LONGEST_GAP: TimeDelta = TimeDelta::minutes(15);
/// After this a mail has lost its point, and whoever waits for it should hear that it won't come.
const TRIED_FOR: TimeDelta = TimeDelta::days(2);
/// Where there is no server to ask, looking again costs nothing.
pub(super) const WITHOUT_SERVER: TimeDelta = TimeDelta::minutes(1);

/// How long to wait after this many attempts: twice as long each time, give or take a quarter, so that
/// mails that failed together aren't tried together.
pub(super) fn gap(attempts: i32) -> TimeDelta {
    spread(full_gap(attempts), rand::random_range(75..=125))
}

/// `None` if it has been tried for long enough by then.
pub(super) fn in_time(created_at: DateTime<Utc>, next: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (next <= created_at + TRIED_FOR).then_some(next)
}

fn full_gap(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    (FIRST_GAP * 2_i32.pow(doublings)).min(LONGEST_GAP)
}

fn spread(gap: TimeDelta, percent: i32) -> TimeDelta {
    gap * percent / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_grow_to_a_quarter_of_an_hour_and_vary_by_a_quarter() {
        assert_eq!(full_gap(1), TimeDelta::seconds(30));
        assert_eq!(full_gap(2), TimeDelta::seconds(60));
        for attempts in [6, 20, i32::MAX] {
            assert_eq!(full_gap(attempts), LONGEST_GAP);
        }
        let waits = [(); 200].map(|()| gap(3).num_seconds());
        assert!(waits.iter().all(|wait| (90..=150).contains(wait)));
        assert!(waits.iter().any(|wait| *wait != waits[0]));
    }

    #[test]
    fn after_two_days_it_is_over() {
        let start: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        let (mut now, mut attempts) = (start, 1);
        while let Some(next) = in_time(start, now + gap(attempts)) {
            (now, attempts) = (next, attempts + 1);
        }
        assert!((150..260).contains(&attempts), "{attempts}");
        assert!(now > start + TimeDelta::hours(47));
    }
}
