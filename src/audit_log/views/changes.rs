//! What an entry changed, field by field, and what else it says.

use serde_json::Value;

use crate::access::Permission;
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

/// One field. A side without lines wasn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub label: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub label: String,
    pub value: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub changes: Vec<Change>,
    pub facts: Vec<Fact>,
}

/// Who, from where and on whom stand elsewhere.
const SHOWN_ELSEWHERE: [&str; 2] = ["author", "target_name"];

pub(super) fn told(entry: &Logged) -> Told {
    let mut told = Told::default();
    let fields = entry
        .details
        .iter()
        .filter(|(name, _)| !SHOWN_ELSEWHERE.contains(&name.as_str()));
    for (name, value) in fields {
        let label = label(name, entry.known_action());
        if let (Some(before), Some(after)) = (value.get("before"), value.get("after")) {
            let (before, after) = (lines(before), lines(after));
            told.changes.push(Change {
                label,
                before,
                after,
            });
            continue;
        }
        let value = lines(value);
        match side(entry.known_action(), name) {
            Some(Side::Before) => told.changes.push(Change {
                label,
                before: value,
                after: Vec::new(),
            }),
            Some(Side::After) => told.changes.push(Change {
                label,
                before: Vec::new(),
                after: value,
            }),
            None => told.facts.push(Fact { label, value }),
        }
    }
    told
}

enum Side {
    Before,
    After,
}

/// What came into being had nothing before, and what went has nothing after.
fn side(action: Option<Action>, field: &str) -> Option<Side> {
    match (action?, field) {
        (Action::UserCreated | Action::RoleCreated | Action::WorkspaceCreated, _)
        | (Action::UserRoleGiven, "role") => Some(Side::After),
        (Action::RoleDeleted, "permissions") => Some(Side::Before),
        _ => None,
    }
}

fn label(field: &str, action: Option<Action>) -> String {
    let known = match field {
        "slug" => "Address",
        "landing" => "Landing page",
        "permission" => "Right that was missing",
        "count" | "sessions_ended" => "Sessions that ended",
        "people" => "People who held it",
        "replacement" => "What they hold instead",
        "attempt" => "What was tried",
        "role" if matches!(action, Some(Action::UserRoleGiven)) => "Role given",
        _ => return plain_label(field),
    };
    known.to_owned()
}

/// `display_name` reads `Display name`.
fn plain_label(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A permission is called what the grid of a role calls it.
pub(super) fn plain(text: &str) -> String {
    text.parse().map_or_else(
        |_| text.to_owned(),
        |permission: Permission| permission.title(),
    )
}

fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(lines).collect(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => vec![plain(text)],
        Value::Bool(true) => vec!["Yes".to_owned()],
        Value::Bool(false) => vec!["No".to_owned()],
        Value::Number(number) => vec![number.to_string()],
        // Nothing that is recorded has one; it would be shown as it is.
        Value::Object(_) => vec![value.to_string()],
    }
}
