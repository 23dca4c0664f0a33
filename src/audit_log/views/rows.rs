//! An entry as a row of a file.

use super::changes::{Change, Told, told};
use super::sentence::sentence;
use crate::audit_log::store::logged::{Aim, Logged};

pub(in crate::audit_log) const HEAD: [&str; 9] = [
    "time", "who", "action", "target", "sentence", "before", "after", "ip", "id",
];

pub(in crate::audit_log) fn cells(entry: &Logged) -> [String; 9] {
    let told = told(entry);
    [
        entry
            .at
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        entry.doer.words(),
        entry.action.clone(),
        entry.aim.as_ref().map(Aim::words).unwrap_or_default(),
        sentence(entry).to_string(),
        side(&told, |change| &change.before),
        side(&told, |change| &change.after),
        entry.ip().unwrap_or_default().to_owned(),
        entry.id.to_string(),
    ]
}

/// A line for each field that has something on this side.
fn side(told: &Told, of: fn(&Change) -> &Vec<String>) -> String {
    let changes = told.changes.iter().filter(|change| !of(change).is_empty());
    let lines: Vec<String> = changes
        .map(|change| format!("{}: {}", change.label, of(change).join(", ")))
        .collect();
    lines.join("\n")
}
