//! Sessions and passwords.

use super::Sentence;
use super::wording::times;
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

pub(super) fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    match action {
        Action::SessionStarted => begun.say(" signed in"),
        Action::SessionRefused => begun
            .say(" tried to sign in as ")
            .aim(entry)
            .say(" with a wrong password"),
        Action::SessionEnded => begun.say(" signed out"),
        Action::SessionOthersEnded => begun.say(" signed out everywhere else").say(&times(
            entry.number("count"),
            "session",
            "sessions",
        )),
        Action::SessionReplaced => {
            begun.say(" signed in where somebody was signed in, which ended that session")
        }
        Action::PasswordChanged => begun.say(" changed their password"),
        Action::PasswordReset => begun
            .say(" set a new password by a mailed link, which signed them out everywhere")
            .say(&times(
                entry.number("sessions_ended"),
                "session",
                "sessions",
            )),
        Action::PasswordResetLinkMade => begun
            .say(" made a link with which ")
            .aim(entry)
            .say(" can set a new password"),
        _ => begun.say(" was asked for their password and typed a wrong one"),
    }
}
