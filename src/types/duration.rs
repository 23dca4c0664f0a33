use std::time::Duration;

/// `90 s` as a person says it.
pub fn duration(wait: Duration) -> String {
    let seconds = wait.as_secs().max(1);
    match (seconds, seconds.div_ceil(60)) {
        (1, _) => "a second".to_owned(),
        (2..=89, _) => format!("{seconds} seconds"),
        (_, minutes) => format!("{minutes} minutes"),
    }
}

/// `168 hours (7 days)`.
pub fn hours(count: i32) -> String {
    let hours = match count {
        1 => "1 hour".to_owned(),
        _ => format!("{count} hours"),
    };
    match (count / 24, count % 24) {
        (1, 0) => format!("{hours} (1 day)"),
        (days @ 2.., 0) => format!("{hours} ({days} days)"),
        _ => hours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_days_where_they_make_some() {
        for (count, told) in [
            (1, "1 hour"),
            (23, "23 hours"),
            (24, "24 hours (1 day)"),
            (25, "25 hours"),
            (168, "168 hours (7 days)"),
        ] {
            assert_eq!(hours(count), told);
        }
    }
}
