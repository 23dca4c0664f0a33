//! Somebody in the list, with what may be done.

use maud::{Markup, html};

use super::PATH;
use super::list::List;
use crate::access::{Actor, Permission};
use crate::directory::store::list::Line;
use crate::people::{self, Change};
use crate::roles::{self, Role, RoleCell, role_cell};
use crate::ui::{self, Avatar, Button, Chip, Icon, Moment, Presence, Tone, address_asking};
use crate::users::Tab;

/// More teams than this are counted in the list; the person's page names them.
const MOST_CHIPS: usize = 3;

/// What a row needs to know of the page.
pub(super) struct Surroundings<'s> {
    pub actor: &'s Actor,
    pub list: &'s List<'s>,
    /// The roles that the reader may give.
    pub offered: &'s [Role],
    /// The address of the page.
    pub here: &'s str,
}

pub(super) fn row(around: &Surroundings<'_>, line: &Line) -> Markup {
    let (actor, list) = (around.actor, around.list);
    let held: Vec<&Role> = list
        .choices
        .roles
        .iter()
        .filter(|role| line.roles.contains(&role.id))
        .collect();
    let cell = RoleCell {
        actor,
        user: line.id,
        name: line.full_name.as_str(),
        has: &held,
        offered: around.offered,
        here: around.here,
    };
    html! {
        tr id={ "user-" (line.id) } {
            (ui::pick(&line.id.to_string(), line.full_name.as_str()))
            td.main { (name(around, line)) }
            td.beside { (role_cell(&cell)) }
            @if list.choices.shows_places { td.wide-only { (places(list, line)) } }
            td.wide-only.when {
                (seen(around, line))
                @if let Some(at) = line.deactivated_at {
                    p.small.muted { "Deactivated " (actor.workspace.zone.day(at)) }
                }
            }
            td.beside.end { (menu(around, (line, &held))) }
        }
    }
}

fn name(around: &Surroundings<'_>, line: &Line) -> Markup {
    let actor = around.actor;
    let avatar = Avatar::of(line.full_name.as_str());
    let avatar = match around.list.tab {
        Tab::Inactive => avatar,
        _ => avatar.with(Presence {
            availability: line.availability(around.list.now),
            zone: actor.workspace.zone,
        }),
    };
    let name = html! {
        a.entry href=(address(actor, line)) { (line.full_name) }
        @if line.id == actor.user { " " (ui::badge(Tone::Accent, "You")) }
    };
    ui::person(&avatar, &name, &line.email)
}

fn address(actor: &Actor, line: &Line) -> String {
    format!("/{}{PATH}/{}", actor.workspace.slug, line.id)
}

/// Teams, and below them the department.
fn places(list: &List<'_>, line: &Line) -> Markup {
    let named = list.choices.teams.iter();
    let named: Vec<&str> = named
        .filter(|(id, _)| line.teams.contains(id))
        .map(|(_, name)| name.as_str())
        .collect();
    let more = format!("{} more", named.len().saturating_sub(MOST_CHIPS));
    let chips = named.iter().take(MOST_CHIPS).map(|name| Chip::new(name));
    let chips = chips.chain((named.len() > MOST_CHIPS).then(|| Chip::new(&more)));
    let department = line
        .department
        .and_then(|id| list.choices.departments.find(id));
    html! {
        (ui::chips(chips, "None"))
        @if let Some(department) = department {
            p.small.muted { span.visually-hidden { "Department: " } (department.name) }
        }
    }
}

fn seen(around: &Surroundings<'_>, line: &Line) -> Markup {
    let Some(at) = line.last_seen_at else {
        return html! { span.muted { "Never" } };
    };
    ui::moment(&Moment {
        at,
        now: around.list.now,
        zone: around.actor.workspace.zone,
    })
}

fn menu(around: &Surroundings<'_>, (line, held): (&Line, &[&Role])) -> Markup {
    let person = address(around.actor, line);
    let label = format!("More for {}", line.full_name);
    let button = Button::picture(Icon::Ellipsis, &label).small();
    let held = roles::union(held.iter().copied());
    let change = Change::by(around.actor, held);
    let items = html! {
        (Button::plain("Open profile").leads_to(&person))
        @match change {
            Change::NotOffered => {},
            Change::OutOfReach => p.small.muted { (people::ABOVE) },
            Change::Offered => (asked(around, &person, ("Change roles", "roles"))),
        }
        @if Change::of_teams(around.actor, held) == Change::Offered && around.list.choices.shows_places {
            (asked(around, &person, ("Change teams", "teams")))
        }
        @if change == Change::Offered && line.id != around.actor.user { (ends(around, &person)) }
    };
    ui::dropdown(&format!("more-{}", line.id), button, items)
}

fn asked(around: &Surroundings<'_>, person: &str, (verb, what): (&str, &str)) -> Markup {
    let address = address_asking(&format!("{person}/{what}"), &[("next", around.here)]);
    html! { (Button::plain(verb).asks_at(&address)) }
}

/// Done at once, and told where the list is.
fn reset(around: &Surroundings<'_>, person: &str) -> Markup {
    let inside = html! {
        input type="hidden" name="next" value=(around.here);
        (Button::plain("Send password reset"))
    };
    ui::form_told_in_passing(&format!("{person}/password-reset"), inside)
}

/// What opens or shuts somebody's account.
fn ends(around: &Surroundings<'_>, person: &str) -> Markup {
    let at = |what: &str| address_asking(&format!("{person}/{what}"), &[("next", around.here)]);
    let may_delete = around.actor.permissions.contains(Permission::DeleteUsers);
    html! {
        @match around.list.tab {
            Tab::Inactive => {
                (Button::plain("Reactivate").asks_at(&at("reactivate")))
                @if may_delete {
                    (ui::divider())
                    (Button::danger("Delete").asks_at(&at("delete")))
                }
            }
            Tab::Active | Tab::Pending => {
                (reset(around, person))
                (ui::divider())
                (Button::danger("Deactivate").asks_at(&at("deactivate")))
            }
        }
    }
}
