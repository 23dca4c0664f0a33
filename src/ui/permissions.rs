//! What a role or a key holds, as a grid: what it is about down, what it allows across. The same grid
//! read as a list has every sentence; it is the list on a phone, and wherever somebody asks for it.

use maud::{Markup, html};

use super::{Chip, Icon, chips, icon};
use crate::access::{Area, Permission, Resource, Verb};

/// Ownership has a line of its own.
const COLUMNS: [Verb; 6] = [
    Verb::Read,
    Verb::ReadAll,
    Verb::Write,
    Verb::Assign,
    Verb::Invite,
    Verb::Delete,
];

/// One permission, and what is to be said about it here.
#[derive(Clone, Debug)]
pub struct Permit {
    pub permission: Permission,
    pub held: bool,
    pub tick: Tick,
    /// Other roles that hold it.
    pub also_in: Vec<String>,
}

/// Whether it can be ticked and unticked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    Free,
    /// And why.
    Fixed(&'static str),
    /// Nothing on this page can be.
    Shown,
}

/// The form sends `permission` for each that is ticked.
pub fn permission_grid(permits: &[Permit]) -> Markup {
    let of = |resource, verb| {
        let permission = Permission::of(resource, verb)?;
        permits
            .iter()
            .find(|permit| permit.permission == permission)
    };
    let is_any_fixed = permits
        .iter()
        .any(|permit| matches!(permit.tick, Tick::Fixed(_)));
    html! {
        div.permissions id="permission" {
            // A script says what comes or goes with a box that was changed.
            p.news role="status" {}
            div.explain {
                // Why a box can't be changed is in the sentences.
                input.switch type="checkbox" role="switch" id="explain" autocomplete="off" checked[is_any_fixed];
                label for="explain" { "Explain each permission" }
            }
            div.table {
                table {
                    caption.visually-hidden { "Permissions" }
                    thead { tr {
                        th scope="col" { "Permission" }
                        @for verb in COLUMNS { th scope="col" { (verb.title()) } }
                    } }
                    @for area in Area::ALL {
                        tbody {
                            tr.area { th scope="rowgroup" colspan=(COLUMNS.len() + 1) { (area.title()) } }
                            @for resource in area.resources() {
                                @if let Some(own) = of(resource, Verb::Own) { (ownership(own)) }
                                @else if resource != Resource::Workspace { (row(resource, |verb| of(resource, verb))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn row<'p>(resource: Resource, of: impl Fn(Verb) -> Option<&'p Permit>) -> Markup {
    html! {
        tr {
            th scope="row" { (resource.title()) }
            @for verb in COLUMNS {
                @if let Some(permit) = of(verb) { td { (box_of(permit)) } }
                @else { td.nothing { span aria-hidden="true" { "·" } } }
            }
        }
    }
}

fn ownership(permit: &Permit) -> Markup {
    html! {
        tr.ownership {
            th scope="row" { "Ownership" }
            td colspan=(COLUMNS.len()) { (box_of(permit)) }
        }
    }
}

fn box_of(permit: &Permit) -> Markup {
    let permission = permit.permission;
    let id = format!(
        "permission-{}",
        permission.as_str().replace([':', '_'], "-")
    );
    let about = format!("{id}-about");
    html! {
        div.permit {
            @if permit.tick == Tick::Shown {
                span.mark { @if permit.held { (icon(Icon::Check)) } @else { span aria-hidden="true" { "·" } } }
                span.name { (permission.title()) span.visually-hidden { @if permit.held { ": yes" } @else { ": no" } } }
            } @else {
                input.checkbox type="checkbox" id=(id) name="permission" value=(permission)
                    checked[permit.held] disabled[permit.tick != Tick::Free] autocomplete="off"
                    data-needs=[permission.needs()] aria-describedby=(about);
                label.name for=(id) { span { (permission.title()) } }
            }
            p.about id=(about) {
                (permission.sentence())
                @if let Some(needed) = permission.needs().filter(|_| permit.tick == Tick::Free) {
                    " Comes with \"" (needed.title()) "\"."
                }
                @if let Tick::Fixed(why) = permit.tick { " " span.why { (why) } }
                @if !permit.also_in.is_empty() { " " span.also { "Also in " (permit.also_in.join(", ")) "." } }
            }
        }
    }
}

/// What somebody may do, and which of their roles gives it to them.
pub fn permission_sources(sources: &[(Permission, Vec<String>)]) -> Markup {
    html! {
        div.table.sources {
            table {
                caption.visually-hidden { "Permissions and the roles that give them" }
                thead { tr { th scope="col" { "May" } th scope="col" { "Because of" } } }
                @for area in Area::ALL {
                    @let of_area = || sources.iter().filter(|(permission, _)| permission.resource().area() == area);
                    @if of_area().next().is_some() {
                        tbody {
                            tr.area { th scope="rowgroup" colspan="2" { (area.title()) } }
                            @for (permission, roles) in of_area() {
                                tr {
                                    td.main { p { (permission.title()) } p.small.muted { (permission.sentence()) } }
                                    td { (chips(roles.iter().map(|role| Chip::new(role)), "")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
