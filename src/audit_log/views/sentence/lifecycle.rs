//! Accounts: who stays, who leaves, and what is done to many at once.

use super::Sentence;
use super::wording::{from_to, times};
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

pub(super) fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    match action {
        Action::UserCreated => user_created(begun, entry),
        Action::UserEmailAsked => address(
            begun,
            entry,
            (
                " asked for another address",
                " asked for another address for ",
            ),
        ),
        Action::UserEmailChanged => {
            let said = address(
                begun,
                entry,
                (" changed their address", " changed the address of "),
            );
            said.say(&from_to(entry, "email"))
        }
        Action::UserEmailWithdrawn => address(
            begun,
            entry,
            (
                " called off the change of their address",
                " called off the change of the address of ",
            ),
        ),
        Action::UserBetaChanged => match entry.text("beta") {
            Some("on") => begun.say(" gave ").aim(entry).say(" beta access"),
            _ => begun.say(" took beta access from ").aim(entry),
        },
        Action::UserDeactivated => begun.say(" deactivated ").aim(entry),
        Action::UserReactivated => begun.say(" reactivated ").aim(entry),
        Action::UserDeleted => begun.say(" deleted ").aim(entry),
        Action::UsersChanged => many(begun, entry),
        Action::UsersExported => {
            begun
                .say(" exported people")
                .say(&times(entry.number("people"), "person", "people"))
        }
        Action::SessionsEndedFor => begun.say(" signed out ").aim(entry).say(&times(
            entry.number("count"),
            "session",
            "sessions",
        )),
        Action::PasswordResetSent => begun
            .say(" sent ")
            .aim(entry)
            .say(" a link for a new password"),
        _ => begun
            .say(" took over the open invitations of ")
            .aim(entry)
            .say(&times(
                entry.number("invitations"),
                "invitation",
                "invitations",
            )),
    }
}

fn user_created(begun: Sentence, entry: &Logged) -> Sentence {
    let said = begun.say(" made an account for ").aim(entry);
    match entry.text("role") {
        Some(role) => said.say(&format!(" with the role {role}")),
        None => said,
    }
}

/// One's own, or somebody's.
fn address(begun: Sentence, entry: &Logged, (own, of): (&str, &str)) -> Sentence {
    if entry.is_on_doer() {
        begun.say(own)
    } else {
        begun.say(of).aim(entry)
    }
}

/// `changed the roles of many people at once (214 people)`.
fn many(begun: Sentence, entry: &Logged) -> Sentence {
    let what = match entry.text("what") {
        Some("role") => " changed the roles of many people at once",
        Some("team") => " added many people to a team at once",
        Some("import") => " invited and changed people from a file",
        Some("seed") => " filled the workspace with people who are made up",
        Some("deactivate") => " deactivated many people at once",
        _ => " changed many people at once",
    };
    let said = begun
        .say(what)
        .say(&times(entry.number("people"), "person", "people"));
    match entry.number("skipped") {
        None => said,
        Some(1) => said.say(", and 1 was left out"),
        Some(skipped) => said.say(&format!(", and {skipped} were left out")),
    }
}
