//! What an entry changed, field by field, and what else it says.

use serde_json::Value;

use crate::access::{Landing, Limit, Permission};
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;
use crate::types::hours;
use crate::workspaces::HelpGoesTo;

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

/// Who, from where and on whom stand elsewhere, and the sentence says what was tried.
const SHOWN_ELSEWHERE: [&str; 4] = ["author", "target_name", "tried", "limit"];

pub(super) fn told(entry: &Logged) -> Told {
    let mut told = Told::default();
    let fields = entry
        .details
        .iter()
        .filter(|(name, _)| !SHOWN_ELSEWHERE.contains(&name.as_str()));
    for (name, value) in fields {
        let label = label(name, entry);
        if let (Some(before), Some(after)) = (value.get("before"), value.get("after")) {
            let (before, after) = (lines(name, before), lines(name, after));
            told.changes.push(Change {
                label,
                before,
                after,
            });
            continue;
        }
        let value = lines(name, value);
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
        (
            Action::UserCreated
            | Action::RoleCreated
            | Action::ApiKeyCreated
            | Action::WorkspaceCreated,
            _,
        )
        | (Action::UserRoleGiven, "role") => Some(Side::After),
        (Action::RoleDeleted, "permissions") => Some(Side::Before),
        _ => None,
    }
}

fn label(field: &str, entry: &Logged) -> String {
    let known = match field {
        "slug" => "Address",
        "invitation_hours" => "Invitations are open for",
        "invitations_a_day" => "Most invitations a day",
        "help_goes_to" => "Told when invitations need help",
        "session_idle_hours" => "Signed out when unused for",
        "session_hours" => "Signed out in any case after",
        "landing" => "Landing page",
        "host" => "Mail server",
        "led" => "Teams they led",
        "headed" => "Departments they headed",
        "missed_teams" => "Teams that were deleted meanwhile",
        "tls" => "Encryption",
        "username" => "User name",
        "password_changed" => "New password",
        "words" => "What it said",
        "permission" if entry.text("limit") == Some(Limit::OwnRole.as_str()) => {
            "Permission they tried to add"
        }
        "permission" => "Permission they didn't hold",
        "from" if is_of_a_key(entry) => "Whose it was",
        "count" | "sessions_ended" => "Sessions that ended",
        "people" => "People who held it",
        "replacement" => "What they hold instead",
        "role" if matches!(entry.known_action(), Some(Action::UserRoleGiven)) => "Role given",
        _ => return plain_label(field),
    };
    known.to_owned()
}

fn is_of_a_key(entry: &Logged) -> bool {
    matches!(
        entry.known_action(),
        Some(Action::ApiKeyTakenOver | Action::ApiKeyStopped)
    )
}

/// `display_name` reads `Display name`.
fn plain_label(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What the grid of a role calls it; a newer Muster's is shown as it is stored.
pub(super) fn permission(stored: &str) -> String {
    stored.parse().map_or_else(
        |_| stored.to_owned(),
        |permission: Permission| permission.title(),
    )
}

/// What the side bar calls it.
pub(super) fn landing(stored: &str) -> &str {
    stored
        .parse()
        .map_or(stored, |landing: Landing| landing.title())
}

/// A value as it is shown, one line for each part.
pub(super) fn lines(field: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values
            .iter()
            .flat_map(|value| lines(field, value))
            .collect(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => vec![match field {
            "permission" | "permissions" => permission(text),
            "landing" => landing(text).to_owned(),
            "invitation_hours" | "session_idle_hours" | "session_hours" => {
                text.parse().map_or_else(|_| text.clone(), hours)
            }
            "help_goes_to" => text
                .parse()
                .map_or(text.as_str(), |told: HelpGoesTo| told.title())
                .to_owned(),
            _ => text.clone(),
        }],
        Value::Bool(true) => vec!["Yes".to_owned()],
        Value::Bool(false) => vec!["No".to_owned()],
        Value::Number(number) => vec![number.to_string()],
        // Nothing that is recorded has one; it would be shown as it is.
        Value::Object(_) => vec![value.to_string()],
    }
}
