mod cell;
mod deleting;
mod editing;
mod in_place;
mod review;
mod roles_of;

use maud::{Markup, html};

pub(super) use cell::cell_part;
pub use cell::{RoleCell, role_cell};
pub(super) use deleting::{Deletion, deletion};
pub(super) use editing::{Editor, new_role, role};
pub(super) use in_place::{InPlace, Said, in_place};
pub(super) use review::{MOST_NAMED, Review, review};
pub use roles_of::{RoleBoxes, role_boxes};
pub(super) use roles_of::{RolesOf, roles_of};

use super::model::Role;
use super::store::definitions::MOST_COUNTED;
use crate::access::{Actor, Permission};
use crate::types::up_to;
use crate::ui::{self, Button, Column, Icon, Page, Shell};

const PATH: &str = "/settings/roles";

/// Every role, with how many active people have it.
pub(super) fn list(actor: &Actor, roles: &[(Role, i64)]) -> Page {
    let base = base(actor);
    let new = format!("{base}/new");
    let columns = [
        Column::new("Role"),
        Column::new("Starts on"),
        Column::new("Permissions").end(),
        Column::new("People").end(),
    ];
    let rows = html! { @for (role, people) in roles { (row(&base, role, *people)) } };
    ui::shell(&Shell {
        lead: Some("What people may do. Who has several roles may do what any of them allows."),
        actions: html! {
            @if actor.permissions.contains(Permission::WriteRoles) {
                (Button::primary("New role").icon(Icon::Plus).leads_to(&new))
            }
        },
        content: ui::table("Roles", &columns, &rows),
        ..Shell::of(actor, PATH, "Roles")
    })
}

fn row(base: &str, role: &Role, people: i64) -> Markup {
    let definition = &role.definition;
    html! {
        tr id={ "role-" (role.id) } {
            td.main {
                p { a.entry href={ (base) "/" (role.id) } { (definition.name) } }
                p.small.muted {
                    @if role.builtin.is_some() { "Built in. " }
                    (definition.description)
                }
            }
            td.brief { span.phone-only { "Starts on " } (definition.landing.title()) }
            td.brief.end { (definition.permissions.count()) span.phone-only { " permissions" } }
            td.brief.end { (counted(people)) span.phone-only { (if people == 1 { " person" } else { " people" }) } }
        }
    }
}

fn base(actor: &Actor) -> String {
    format!("/{}{PATH}", actor.workspace.slug)
}

/// `12`, `1,000+`
fn counted(people: i64) -> String {
    up_to(MOST_COUNTED, people)
}

/// `1 person`, `6 people`
fn people(count: i64) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "1 person".to_owned(),
        _ => format!("{count} people"),
    }
}
