use super::Sentence;
use super::wording::{roles, words_of};
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
    let given = entry.details.get("roles").map(words_of).unwrap_or_default();
    let said = begun.say(" invited ").aim(entry);
    let said = if given.is_empty() {
        said
    } else {
        said.say(&format!(" with {}", roles(&given)))
    };
    match entry
        .details
        .get("sent")
        .and_then(serde_json::Value::as_bool)
    {
        Some(false) => said.say(", without an email"),
        _ => said,
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
