use serde_json::Value;

use super::Sentence;
use super::wording::{listed, roles, words_of};
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

pub(super) fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    let about = |begun: Sentence, words: &str| begun.say(words).aim(entry);
    match action {
        Action::InvitationCreated => invited(begun, entry),
        Action::InvitationResent => about(begun, " resent the invitation of "),
        Action::InvitationLinkCopied => about(begun, " copied the invitation link of "),
        Action::InvitationCancelled => about(begun, " cancelled the invitation of "),
        Action::InvitationRenewed => {
            begun.say(" asked for a new link to their invitation and was sent one")
        }
        Action::InvitationHeldUp => held_up(begun, entry),
        Action::InvitationAccepted => match entry.text("invited_by") {
            Some(inviter) => begun.say(&format!(" joined, invited by {inviter}")),
            None => begun.say(" joined"),
        },
        _ => about(begun, " did something about the invitation of "),
    }
}

fn invited(begun: Sentence, entry: &Logged) -> Sentence {
    let named = |field| entry.details.get(field).map(words_of).unwrap_or_default();
    let given = named("roles");
    let said = begun.say(" invited ").aim(entry);
    let said = if given.is_empty() {
        said
    } else {
        said.say(&format!(" with {}", roles(&given)))
    };
    let said = said.say(&placed(&named("teams"), entry));
    let is_sent = entry.details.get("sent").and_then(Value::as_bool);
    match is_sent {
        Some(false) => said.say(", without an email"),
        _ => said,
    }
}

/// ` into the team Returns, into the department Care, as Planner below Erik Windahl`.
fn placed(teams: &[String], entry: &Logged) -> String {
    let teams = match teams {
        [] => None,
        [only] => Some(format!("into the team {only}")),
        several => Some(format!("into the teams {}", listed(several))),
    };
    let department = entry.text("department");
    let department = department.map(|name| format!("into the department {name}"));
    let seat = match (entry.text("position"), entry.text("manager")) {
        (Some(title), Some(manager)) => Some(format!("as {title} below {manager}")),
        (Some(title), None) => Some(format!("as {title}")),
        _ => None,
    };
    let places: Vec<String> = [teams, department, seat].into_iter().flatten().collect();
    match places.as_slice() {
        [] => String::new(),
        places => format!(", {}", places.join(", ")),
    }
}

fn held_up(begun: Sentence, entry: &Logged) -> Sentence {
    let words = match entry.text("why") {
        Some("invitation_held_up_role") => {
            " tried to join, but whoever invited them may no longer give that role"
        }
        Some("invitation_held_up_seat") => " tried to join, but all seats were in use",
        Some("invitation_asked_for_link") => {
            " asked for a new link to their invitation, which somebody has to send"
        }
        _ => " couldn't join",
    };
    begun.say(words)
}
