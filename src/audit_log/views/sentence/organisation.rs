//! Teams, departments, who reports to whom, and who is there.

use serde_json::Value;

use super::Sentence;
use super::wording::{from_to, listed, times, words_of};
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

pub(super) fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    match action {
        Action::UserTeamsChanged => teams(begun, entry),
        Action::UserDepartmentChanged => placed(begun, entry, "department", "the department of "),
        Action::UserManagerChanged => placed(begun, entry, "manager", "the manager of "),
        Action::UserReportsMoved => reports(begun, entry),
        Action::UserAvailabilityChanged => availability(begun, entry),
        Action::TeamCreated => begun.say(" made the team ").aim(entry),
        Action::TeamDeleted => gone(begun.say(" deleted the team ").aim(entry), entry),
        Action::DepartmentCreated => begun.say(" made the department ").aim(entry),
        Action::DepartmentMerged => {
            let said = begun.say(" merged the department ").aim(entry);
            match entry.text("into") {
                Some(into) => said.say(&format!(" into {into}")),
                None => said,
            }
        }
        Action::DepartmentDeleted => gone(begun.say(" deleted the department ").aim(entry), entry),
        Action::PositionPlanned => begun.say(" planned the position ").aim(entry),
        Action::PositionChanged => begun.say(" changed the planned position ").aim(entry),
        Action::PositionRemoved => begun.say(" removed the planned position ").aim(entry),
        Action::DepartmentChanged => {
            department(begun.say(" changed the department ").aim(entry), entry)
        }
        _ => changed(begun.say(" changed the team ").aim(entry), entry),
    }
}

/// `Maja put Ana into Returns and took her from Sales`, in words that fit everybody.
fn teams(begun: Sentence, entry: &Logged) -> Sentence {
    let named = |field| entry.details.get(field).map(words_of).unwrap_or_default();
    let (joined, left) = (named("joined"), named("left"));
    let said = match (joined.as_slice(), left.as_slice()) {
        ([], []) => return begun.say(" changed the teams of ").aim(entry),
        (_, []) => begun.say(" added ").aim(entry),
        ([], _) => begun.say(" removed ").aim(entry),
        _ => begun.say(" moved ").aim(entry),
    };
    let said = match left.as_slice() {
        [] => said,
        _ => said.say(&format!(" from {}", team(&left))),
    };
    let said = match joined.as_slice() {
        [] => said,
        _ => said.say(&format!(" to {}", team(&joined))),
    };
    match named("led").as_slice() {
        [] => said,
        led => said.say(&format!(", who led {}", listed(led))),
    }
}

fn team(names: &[String]) -> String {
    let word = if names.len() == 1 { "team" } else { "teams" };
    format!("the {word} {}", listed(names))
}

fn placed(begun: Sentence, entry: &Logged, field: &str, what: &str) -> Sentence {
    let side = |side| entry.side(field, side).and_then(Value::as_str);
    let said = begun.say(" changed ").say(what).aim(entry);
    match (side("before").unwrap_or(""), side("after").unwrap_or("")) {
        ("", "") => said,
        ("", after) => said.say(&format!(" to {after}")),
        (before, "") => said.say(&format!(" from {before} to none")),
        _ => said.say(&from_to(entry, field)),
    }
}

fn reports(begun: Sentence, entry: &Logged) -> Sentence {
    let people = times(entry.number("people"), "person", "people");
    let positions = match entry.number("positions") {
        None => None,
        Some(1) => Some("1 planned position".to_owned()),
        Some(count) => Some(format!("{count} planned positions")),
    };
    let to = match entry.text("manager") {
        Some(manager) => format!(" to {manager}"),
        None => " to the top".to_owned(),
    };
    if let (Some(0), Some(positions)) = (entry.number("people"), &positions) {
        let moved = format!(" moved {positions} from below ");
        return begun.say(&moved).aim(entry).say(&to);
    }
    let positions = positions.map_or_else(String::new, |these| format!(", with {these}"));
    begun
        .say(" moved the reports of ")
        .aim(entry)
        .say(&to)
        .say(&people)
        .say(&positions)
}

fn availability(begun: Sentence, entry: &Logged) -> Sentence {
    let said = if entry.is_on_doer() {
        begun.say(" set themselves to ")
    } else {
        begun.say(" set ").aim(entry).say(" to ")
    };
    let after = entry.side("availability", "after").and_then(Value::as_str);
    said.say(&in_a_sentence(after.unwrap_or("another availability")))
}

/// `away until Mon 23 Nov`: the first letter is small.
fn in_a_sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters.as_str().chars()).collect()
}

/// Where its people went, if anywhere.
fn gone(said: Sentence, entry: &Logged) -> Sentence {
    match entry.text("moved_to") {
        Some(other) => said.say(&format!(", whose people are in {other} now")),
        None => said,
    }
}

/// `, which was renamed from Sales to Shop`, or whatever else of it is told in a few words.
fn changed(said: Sentence, entry: &Logged) -> Sentence {
    match (
        after(entry, "name"),
        after(entry, "lead"),
        after(entry, "strategy"),
    ) {
        (Some(_), ..) => renamed(said, entry),
        (_, Some(""), _) => said.say(", which nobody leads now"),
        (_, Some(lead), _) => said.say(&format!(", which {lead} leads now")),
        (.., Some("")) => said.say(", whose strategy isn't chosen any more"),
        (.., Some(strategy)) => said.say(&format!(", whose strategy is {strategy} now")),
        _ => said,
    }
}

fn department(said: Sentence, entry: &Logged) -> Sentence {
    match (
        after(entry, "name"),
        after(entry, "parent"),
        after(entry, "head"),
    ) {
        (Some(_), ..) => renamed(said, entry),
        (_, Some(""), _) => said.say(", which stands at the top now"),
        (_, Some(parent), _) => said.say(&format!(", which is inside {parent} now")),
        (.., Some("")) => said.say(", which nobody heads now"),
        (.., Some(head)) => said.say(&format!(", which {head} heads now")),
        _ => said,
    }
}

fn after<'e>(entry: &'e Logged, field: &str) -> Option<&'e str> {
    entry.side(field, "after").and_then(Value::as_str)
}

fn renamed(said: Sentence, entry: &Logged) -> Sentence {
    said.say(&format!(", which was renamed{}", from_to(entry, "name")))
}
