//! Pieces of sentences.

use serde_json::Value;

use crate::audit_log::store::logged::Logged;
use crate::audit_log::views::changes::{landing, lines, permission};

/// More than these are counted.
const MOST_NAMED: usize = 4;

/// `Agent, Sales and Billing`.
pub(super) fn listed(things: &[impl AsRef<str>]) -> String {
    match things {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [some @ .., last] => {
            let some: Vec<&str> = some.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", some.join(", "), last.as_ref())
        }
    }
}

/// `the role Agent`, `the roles Agent and Sales`.
pub(super) fn roles(names: &[String]) -> String {
    let word = if names.len() == 1 { "role" } else { "roles" };
    format!("the {word} {}", listed(names))
}

/// ` (3 sessions)`.
pub(super) fn times(count: Option<i64>, one: &str, many: &str) -> String {
    match count {
        None => String::new(),
        Some(1) => format!(" (1 {one})"),
        Some(count) => format!(" ({count} {many})"),
    }
}

/// ` from Ana to Anna`.
pub(super) fn from_to(entry: &Logged, field: &str) -> String {
    let side = |side| Some(lines(field, entry.side(field, side)?).join(", "));
    match (side("before"), side("after")) {
        (Some(before), Some(after)) => format!(" from {before} to {after}"),
        _ => String::new(),
    }
}

/// ` changed the plan from growth to scale`.
pub(super) fn plan_change(entry: &Logged) -> String {
    format!(" changed the plan{}", from_to(entry, "plan"))
}

/// ` had email sent by smtp.example.com`.
pub(super) fn mail_change(entry: &Logged) -> String {
    let side = |side| entry.side("host", side).and_then(Value::as_str);
    match (side("before"), side("after")) {
        (_, Some("")) => " had email sent by Muster's own mail server again".to_owned(),
        (Some(_), Some(host)) => format!(" had email sent by {host}"),
        _ => " changed how email is sent".to_owned(),
    }
}

/// ` sent a test email, which smtp.example.com accepted`.
pub(super) fn mail_test(entry: &Logged) -> String {
    let server = entry.text("host").unwrap_or("the mail server");
    match entry.details.get("accepted").and_then(Value::as_bool) {
        Some(true) => format!(" sent a test email, which {server} accepted"),
        Some(false) => format!(" tried to send a test email by {server}, which failed"),
        None => " sent a test email".to_owned(),
    }
}

/// The words for those fields that the entry has.
pub(super) fn changed_things(entry: &Logged, fields: &[(&str, &'static str)]) -> Vec<&'static str> {
    let there = fields
        .iter()
        .filter(|(field, _)| entry.details.contains_key(*field));
    there.map(|(_, word)| *word).collect()
}

const SETTINGS: [(&str, &str); 7] = [
    ("name", "the workspace's name"),
    ("time_zone", "the time zone"),
    ("invitation_hours", "how long invitations are open"),
    ("invitations_a_day", "how many invitations may go out a day"),
    ("help_goes_to", "who is told when invitations need help"),
    ("session_idle_hours", "how long an unused session lasts"),
    ("session_hours", "how long a session lasts at most"),
];

/// `the time zone from UTC to Asia/Tokyo`, or which ones where there are several.
pub(super) fn changes_of_workspace(entry: &Logged) -> String {
    let which = changed_things(entry, &SETTINGS);
    let only = SETTINGS.iter().find(|(_, words)| which == [*words]);
    match (only, which.as_slice()) {
        (Some((field, words)), _) => format!("{words}{}", from_to(entry, field)),
        (None, []) => "the workspace's settings".to_owned(),
        (None, several) => listed(several),
    }
}

/// The texts of a list, or of what stands alone.
pub(super) fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(words_of).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// What is in the first and not in the second.
pub(super) fn beyond(some: &[String], others: &[String]) -> Vec<String> {
    let new = some.iter().filter(|word| !others.contains(word));
    new.cloned().collect()
}

/// What is new about a role besides its name: `gave it Write contacts`, `took Delete contacts`.
pub(super) fn changes_of_role(entry: &Logged) -> Vec<String> {
    let side = |side| entry.side("permissions", side).map(words_of);
    let (before, after) = (side("before"), side("after"));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let (given, taken) = (beyond(&after, &before), beyond(&before, &after));
    let mut changes = Vec::new();
    if !given.is_empty() {
        changes.push(format!("gave it {}", permissions(&given)));
    }
    if !taken.is_empty() {
        changes.push(format!("took {}", permissions(&taken)));
    }
    if let Some(after) = entry.side("landing", "after").and_then(Value::as_str) {
        changes.push(format!("set its landing page to {}", landing(after)));
    }
    if entry.details.contains_key("description") {
        changes.push("rewrote its description".to_owned());
    }
    changes
}

fn permissions(stored: &[String]) -> String {
    if stored.len() > MOST_NAMED {
        return format!("{} permissions", stored.len());
    }
    let titles: Vec<String> = stored.iter().map(|text| permission(text)).collect();
    listed(&titles)
}
