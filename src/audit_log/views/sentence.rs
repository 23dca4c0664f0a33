//! An entry as somebody would tell it. Every action has words of its own.

mod invitations;
mod lifecycle;
mod organisation;
mod signing_in;
#[cfg(test)]
mod tests;
mod wording;

use std::fmt;

use serde_json::Value;

use self::wording::{
    beyond, changed_things, changes_of_role, changes_of_workspace, listed, roles, words_of,
};
use super::changes::permission;
use crate::access::{Limit, Tried};
use crate::audit::Action;
use crate::audit_log::store::logged::{Doer, Logged};
use crate::types::UserId;

/// Text in which people can be told from the words around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence(pub Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Person { id: UserId, name: String },
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) | Part::Person { name: text, .. } => f.write_str(text),
        })
    }
}

impl Sentence {
    fn by(doer: &Doer) -> Self {
        Self(vec![match doer {
            Doer::Person { id, name } => Part::Person {
                id: *id,
                name: name.clone(),
            },
            _ => Part::Text(doer.subject().to_owned()),
        }])
    }

    fn say(mut self, text: &str) -> Self {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.0.push(Part::Text(text.to_owned())),
        }
        self
    }

    /// On whom or what it was done.
    fn aim(mut self, entry: &Logged) -> Self {
        match &entry.aim {
            Some(aim) if aim.is_user() => {
                self.0.push(Part::Person {
                    id: UserId::from(aim.id),
                    name: aim.words(),
                });
                self
            }
            Some(aim) => self.say(&aim.words()),
            None => self.say("something"),
        }
    }

    /// Which command it was.
    fn command(self, doer: &Doer) -> Self {
        match doer {
            Doer::Operator {
                command: Some(command),
            } => self.say(&format!(" (muster {command})")),
            _ => self,
        }
    }
}

pub(super) fn sentence(entry: &Logged) -> Sentence {
    let begun = Sentence::by(&entry.doer);
    let said = match entry.known_action() {
        Some(action) => told(action, begun, entry),
        None => unknown(begun, entry),
    };
    said.command(&entry.doer)
}

/// What a newer Muster wrote is shown as far as it is understood.
fn unknown(begun: Sentence, entry: &Logged) -> Sentence {
    let action = &entry.action;
    let said = begun.say(&format!(
        " did something that this version of Muster has no words for ({action})"
    ));
    match entry.aim {
        Some(_) => said.say(", on ").aim(entry),
        None => said,
    }
}

fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    match action {
        Action::SessionStarted
        | Action::SessionRefused
        | Action::SessionEnded
        | Action::SessionOthersEnded
        | Action::SessionReplaced
        | Action::PasswordChanged
        | Action::PasswordReset
        | Action::PasswordResetLinkMade
        | Action::PasswordRefused => signing_in::told(action, begun, entry),
        Action::UserCreated
        | Action::UserEmailAsked
        | Action::UserEmailChanged
        | Action::UserEmailWithdrawn
        | Action::UserBetaChanged
        | Action::UserDeactivated
        | Action::UserReactivated
        | Action::UserDeleted
        | Action::UsersChanged
        | Action::UsersExported
        | Action::SessionsEndedFor
        | Action::PasswordResetSent
        | Action::InvitationsHandedOver => lifecycle::told(action, begun, entry),
        Action::UserRenamed => user_renamed(begun, entry),
        Action::UserRoleGiven => user_role_given(begun, entry),
        Action::UserRolesChanged => user_roles_changed(begun, entry),
        Action::InvitationCreated
        | Action::InvitationResent
        | Action::InvitationLinkCopied
        | Action::InvitationCancelled
        | Action::InvitationRenewed
        | Action::InvitationHeldUp
        | Action::InvitationAccepted => invitations::told(action, begun, entry),
        Action::RoleCreated => begun.say(&format!(" made {}", role(entry))),
        Action::RoleChanged => role_changed(begun, entry),
        Action::RoleDeleted => role_deleted(begun, entry),
        Action::UserTeamsChanged
        | Action::UserDepartmentChanged
        | Action::UserManagerChanged
        | Action::UserReportsMoved
        | Action::UserAvailabilityChanged
        | Action::TeamCreated
        | Action::TeamChanged
        | Action::TeamDeleted
        | Action::DepartmentCreated
        | Action::DepartmentChanged
        | Action::DepartmentMerged
        | Action::DepartmentDeleted
        | Action::PositionPlanned
        | Action::PositionChanged
        | Action::PositionRemoved => organisation::told(action, begun, entry),
        Action::WorkspaceCreated
        | Action::WorkspaceChanged
        | Action::WorkspacePlanChanged
        | Action::MailSettingsChanged
        | Action::MailSettingsTested => of_workspace(action, begun, entry),
        Action::AccessRefused => access_refused(begun, entry),
    }
}

fn of_workspace(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    match action {
        Action::WorkspaceCreated => begun.say(" made the workspace").say(&named(entry)),
        Action::WorkspacePlanChanged => begun.say(&wording::plan_change(entry)),
        Action::MailSettingsChanged => begun.say(&wording::mail_change(entry)),
        Action::MailSettingsTested => begun.say(&wording::mail_test(entry)),
        _ => begun.say(" changed ").say(&changes_of_workspace(entry)),
    }
}

fn user_renamed(begun: Sentence, entry: &Logged) -> Sentence {
    let which = changed_things(
        entry,
        &[("full_name", "name"), ("display_name", "display name")],
    );
    let which = if which.is_empty() {
        "name".to_owned()
    } else {
        listed(&which)
    };
    let field = ["full_name", "display_name"]
        .into_iter()
        .find(|field| entry.details.contains_key(*field));
    let change = field.map_or_else(String::new, |field| wording::from_to(entry, field));
    if entry.is_on_doer() {
        return begun.say(&format!(" changed their {which}{change}"));
    }
    begun
        .say(&format!(" changed the {which} of "))
        .aim(entry)
        .say(&change)
}

fn user_role_given(begun: Sentence, entry: &Logged) -> Sentence {
    match entry.text("role") {
        Some("Owner") => begun.say(" made ").aim(entry).say(" an owner"),
        Some(role) => begun
            .say(" gave ")
            .aim(entry)
            .say(&format!(" the role {role}")),
        None => begun.say(" gave ").aim(entry).say(" a role"),
    }
}

/// What was given and what was taken, which says more than all roles before and after.
fn user_roles_changed(begun: Sentence, entry: &Logged) -> Sentence {
    let side = |side| entry.side("roles", side).map(words_of).unwrap_or_default();
    let (before, after) = (side("before"), side("after"));
    let (given, taken) = (beyond(&after, &before), beyond(&before, &after));
    let said = match (given.is_empty(), taken.is_empty()) {
        (false, true) => begun
            .say(" gave ")
            .aim(entry)
            .say(&format!(" {}", roles(&given))),
        (true, false) => begun
            .say(&format!(" took {} from ", roles(&taken)))
            .aim(entry),
        (false, false) => begun.say(" gave ").aim(entry).say(&format!(
            " {} and took {}",
            roles(&given),
            listed(&taken)
        )),
        (true, true) => begun.say(" changed the roles of ").aim(entry),
    };
    match entry.text("deleted_role") {
        Some(deleted) => said.say(&format!(", because the role {deleted} was deleted")),
        None => said,
    }
}

/// A new name, then what else is new, each by a verb of its own.
fn role_changed(begun: Sentence, entry: &Logged) -> Sentence {
    let rest = changes_of_role(entry).join(", ");
    let side = |side| entry.side("name", side).and_then(Value::as_str);
    let (said, before_the_rest) = match (side("before"), side("after")) {
        (Some(before), Some(after)) => (format!(" renamed the role {before} to {after}"), ", "),
        _ => (format!(" changed {}", role(entry)), ": "),
    };
    let said = begun.say(&said);
    if rest.is_empty() {
        said
    } else {
        said.say(before_the_rest).say(&rest)
    }
}

fn role_deleted(begun: Sentence, entry: &Logged) -> Sentence {
    let said = begun.say(&format!(" deleted {}", role(entry)));
    match (entry.text("replacement"), entry.number("people")) {
        (None, _) | (_, Some(0)) => said,
        (Some(instead), Some(1)) => said.say(&format!("; its 1 holder got {instead} instead")),
        (Some(instead), Some(people)) => {
            said.say(&format!("; its {people} holders got {instead} instead"))
        }
        (Some(instead), None) => said.say(&format!("; its holders got {instead} instead")),
    }
}

/// What was tried and what stood against it, as far as that was written down.
fn access_refused(begun: Sentence, entry: &Logged) -> Sentence {
    let permission = entry.text("permission").map(permission);
    let limit = entry.text("limit").and_then(|limit| limit.parse().ok());
    let Some(tried) = entry.text("tried").and_then(|tried| tried.parse().ok()) else {
        let said = begun.say(" tried what they have no right to");
        return match permission {
            Some(needed) => said.say(&format!(" ({needed})")),
            None => said,
        };
    };
    let said = attempt(begun.say(" tried to "), tried, entry);
    match (limit, permission) {
        (Some(Limit::OwnRole), _) => said.say(", which they hold themselves"),
        (Some(Limit::Ceiling), Some(missing)) => {
            said.say(&format!(", but didn't hold \u{201c}{missing}\u{201d}"))
        }
        _ => said.say(" and was refused"),
    }
}

/// Holds the place of a name in what is one text elsewhere. No name has it.
const NAME: &str = "\0";

fn attempt(begun: Sentence, tried: Tried, entry: &Logged) -> Sentence {
    let roles = entry.details.get("roles").map(words_of).unwrap_or_default();
    let words = tried.words(NAME, &roles);
    match words.split_once(NAME) {
        Some((before, after)) => begun.say(before).aim(entry).say(after),
        None => begun.say(&words),
    }
}

/// What it was called, after a space; nothing where that was erased.
fn named(entry: &Logged) -> String {
    let name = entry.aim.as_ref().and_then(|aim| aim.name.as_deref());
    name.map_or_else(String::new, |name| format!(" {name}"))
}

/// `the role Sales`, or `a role` where the name was erased.
fn role(entry: &Logged) -> String {
    let name = entry.aim.as_ref().and_then(|aim| aim.name.as_deref());
    name.map_or_else(|| "a role".to_owned(), |name| format!("the role {name}"))
}
