use maud::{Markup, html};

use super::store::Person;
use super::store::list::Line;
use crate::access::{Actor, Permission};
use crate::roles::{self, Role};
use crate::types::{Cursor, Page, UserId, UserStatus};
use crate::ui::{
    self, Avatar, Button, Chip, Column, Icon, Shell, Tone, address_asking, address_with,
};

const PATH: &str = "/settings/users";

const ABOVE: &str =
    "They hold more than you do. Somebody who holds as much can change their roles.";

/// More roles than this are counted in the list; the person's page names them.
const MOST_CHIPS: usize = 4;

/// A page of the list, and how it was asked for.
pub(super) struct List<'l> {
    pub page: &'l Page<Line>,
    /// The role that it is narrowed to, as it stands in the address.
    pub role: &'l str,
    /// What that is called, if it is there.
    pub role_name: Option<&'l str>,
    pub cursor: &'l str,
}

pub(super) fn list(actor: &Actor, list: &List<'_>) -> ui::Page {
    let columns = [
        Column::new("Name"),
        Column::new("Roles"),
        Column::new("Actions").untitled(),
    ];
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let at = |cursor: &str| address_asking(&base, &[("role", list.role), ("cursor", cursor)]);
    let here = at(list.cursor);
    let rows = html! {
        @for line in &list.page.rows { (row(actor, line, &here)) }
    };
    let address = |cursor: &Option<Cursor>| cursor.as_ref().map(|cursor| at(cursor.as_str()));
    let lead = match (list.role, list.role_name) {
        ("", _) => format!("Everyone who can sign in to {}.", actor.workspace.name),
        (_, Some(name)) => format!("Everyone with the role {name}."),
        (_, None) => "Everyone with a role that isn't there.".to_owned(),
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        actions: html! {
            @if !list.role.is_empty() { (Button::plain("Show everyone").leads_to(&base)) }
        },
        content: html! {
            @if list.page.rows.is_empty() {
                (ui::empty(Icon::Users, "Nobody", "Nobody active has this role.", Button::plain("Show everyone").leads_to(&base)))
            } @else {
                (ui::table("Active users", &columns, &rows))
            }
            (ui::pagination(address(&list.page.previous).as_deref(), address(&list.page.next).as_deref()))
        },
        ..Shell::of(actor, PATH, "Users")
    })
}

fn row(actor: &Actor, line: &Line, here: &str) -> Markup {
    let person = format!("/{}{PATH}/{}", actor.workspace.slug, line.id);
    let name = html! {
        a.entry href=(person) { (line.full_name) }
        @if line.id == actor.user { " " (ui::badge(Tone::Accent, "You")) }
    };
    let more = format!("{} more", line.roles.len().saturating_sub(MOST_CHIPS));
    let roles = line
        .roles
        .iter()
        .take(MOST_CHIPS)
        .map(|role| Chip::new(role));
    let roles = roles.chain((line.roles.len() > MOST_CHIPS).then(|| Chip::new(&more)));
    html! {
        tr id={ "user-" (line.id) } {
            td.main { (ui::person(&Avatar::of(line.full_name.as_str()), &name, &line.email)) }
            td { (ui::chips(roles, "None")) }
            td.beside.end {
                @if actor.permissions.contains(Permission::WriteUsers) {
                    (ui::row_actions(change_roles(&person, line, actor, here)))
                }
            }
        }
    }
}

fn change_roles(person: &str, line: &Line, actor: &Actor, here: &str) -> Markup {
    let label = format!("Change roles of {}", line.full_name);
    let address = address_with(&format!("{person}/roles"), "next", Some(here));
    let button = Button::picture(Icon::Pen, &label).small();
    html! {
        @if line.permissions.is_within(actor.permissions) { (button.asks_at(&address)) }
        @else { (button.refused(ABOVE)) }
    }
}

pub(super) fn person(actor: &Actor, person: &Person, roles: &[Role]) -> ui::Page {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let name = person.name();
    let lead = match person.status {
        UserStatus::Pending => format!("{}. Invited, and not here yet.", person.email),
        UserStatus::Inactive => format!(
            "{}. Deactivated, so nothing below opens anything now.",
            person.email
        ),
        UserStatus::Active => person.email.clone(),
    };
    let why = format!("Why can {name} do this?");
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Users", &base)),
        picture: html! { (Avatar::of(name).large()) },
        content: html! {
            div.stack {
                (roles_card(actor, (person.id, name), roles))
                section.stack.tight {
                    h2 { (why) }
                    p.muted { "What several roles allow adds up. Each line says which of them gives it." }
                    @if sources(roles).is_empty() { p { (name) "'s roles allow nothing." } }
                    @else { (ui::permission_sources(&sources(roles))) }
                }
            }
        },
        ..Shell::of(actor, PATH, name)
    })
}

fn roles_card(actor: &Actor, (id, name): (UserId, &str), roles: &[Role]) -> Markup {
    let address = format!("/{}{PATH}/{id}/roles", actor.workspace.slug);
    let holds = roles::union(roles);
    let sees_roles = actor.permissions.contains(Permission::ReadRoles);
    let change = html! {
        @if actor.permissions.contains(Permission::WriteUsers) {
            @let button = Button::plain("Change roles").icon(Icon::Pen).small();
            @if holds.is_within(actor.permissions) { (button.asks_at(&address)) } @else { (button.refused(ABOVE)) }
        }
    };
    ui::card_with(
        "Roles",
        change,
        html! {
            @if roles.is_empty() { p.muted { (name) " has none." } }
            ul.lines {
                @for role in roles {
                    li {
                        div {
                            p {
                                @if sees_roles { a href={ "/" (actor.workspace.slug) "/settings/roles/" (role.id) } { (role.name()) } }
                                @else { (role.name()) }
                            }
                            p.small.muted { (role.definition.description) }
                        }
                    }
                }
            }
        },
    )
}

/// Each permission, with the roles that give it.
fn sources(roles: &[Role]) -> Vec<(Permission, Vec<String>)> {
    roles::union(roles)
        .iter()
        .map(|permission| {
            let giving = roles
                .iter()
                .filter(|role| role.permissions().contains(permission));
            (
                permission,
                giving.map(|role| role.name().to_owned()).collect(),
            )
        })
        .collect()
}
