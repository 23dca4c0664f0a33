//! What somebody did lately, and what was done to them, on a page about them.

use maud::{Markup, html};

use super::sentence::sentence;
use super::{base, linked, moment};
use crate::access::Actor;
use crate::audit::Action;
use crate::audit_log::actions::Activity;
use crate::audit_log::store::logged::Logged;
use crate::ui::{self, Icon};

/// For who may read the log.
pub fn activity_lines(actor: &Actor, activity: &Activity) -> Markup {
    let base = base(actor);
    html! {
        @if activity.0.is_empty() { p.muted { "Nothing yet." } }
        @else {
            ul.activity {
                @for entry in &activity.0 {
                    li {
                        (ui::icon(icon_of(entry)))
                        p { (linked(&base, &sentence(entry))) }
                        (ui::moment(&moment(actor, entry)))
                    }
                }
            }
        }
    }
}

/// What it is about.
fn icon_of(entry: &Logged) -> Icon {
    match entry.known_action() {
        Some(action) if action.is_refusal() => return Icon::Alert,
        Some(Action::SessionEnded | Action::SessionOthersEnded | Action::SessionsEndedFor) => {
            return Icon::LogOut;
        }
        Some(Action::UserRoleGiven | Action::UserRolesChanged) => return Icon::ShieldCheck,
        Some(Action::UserTeamsChanged) => return Icon::UsersRound,
        Some(Action::UserEmailAsked | Action::UserEmailChanged) => return Icon::Mail,
        _ => {}
    }
    let thing = entry.action.split('.').next().unwrap_or_default();
    match thing {
        "session" => Icon::LogIn,
        "password" => Icon::Key,
        "invitation" => Icon::UserPlus,
        "role" => Icon::ShieldCheck,
        "team" => Icon::UsersRound,
        "department" => Icon::ListTree,
        "position" => Icon::Network,
        "workspace" => Icon::Building,
        "mail_settings" => Icon::Mail,
        _ => Icon::Pen,
    }
}
