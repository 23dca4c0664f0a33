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
