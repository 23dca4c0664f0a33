//! An entry as a row of a file.

use super::changes::{Change, Told, told};
use super::sentence::sentence;
use crate::audit_log::store::logged::{Aim, Logged};
use crate::types::Zone;

/// Anybody can call themselves what somebody else is called, so ids stand beside names.
pub(in crate::audit_log) const HEAD: [&str; 11] = [
    "time",
    "who",
    "who_id",
    "action",
    "target",
    "target_id",
    "sentence",
    "before",
    "after",
    "ip",
    "id",
];

/// With times that say how far from UTC they are told.
pub(in crate::audit_log) fn cells(entry: &Logged, zone: Zone) -> [String; 11] {
    let told = told(entry);
    [
        zone.local(entry.at)
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        entry.doer.words(),
        entry.doer.id().map(|id| id.to_string()).unwrap_or_default(),
        entry.action.clone(),
        entry.aim.as_ref().map(Aim::words).unwrap_or_default(),
        entry
            .aim
            .as_ref()
            .map(|aim| aim.id.to_string())
            .unwrap_or_default(),
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
