use maud::{Markup, html};

use super::model::RoleChange;
use super::store::Person;
use super::store::list::Line;
use crate::access::{Actor, Permission};
use crate::roles::{self, Role};
use crate::types::{Cursor, Page, UserStatus};
use crate::ui::{
    self, Avatar, Button, Chip, Column, Icon, Shell, Tone, address_asking, address_with,
};

const PATH: &str = "/settings/users";

const ABOVE: &str =
    "They hold more than you do. Somebody who holds as much can change their roles.";

/// More roles than this are counted in the list; the person's page names them.
const MOST_CHIPS: usize = 4;

/// Somebody in the list, with what may be done.
pub(super) struct Row {
    pub line: Line,
    pub role_change: RoleChange,
}

/// A page of the list, and how it was asked for.
pub(super) struct List<'l> {
    pub page: &'l Page<Row>,
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
        @for each in &list.page.rows { (row(actor, each, &here)) }
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
            (crate::invitations::invite_button(actor))
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

fn row(actor: &Actor, row: &Row, here: &str) -> Markup {
    let line = &row.line;
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
                (ui::row_actions(change_roles(&person, row, here)))
            }
        }
    }
}

fn change_roles(person: &str, row: &Row, here: &str) -> Markup {
    let label = format!("Change roles of {}", row.line.full_name);
    let address = address_with(&format!("{person}/roles"), "next", Some(here));
    let button = Button::picture(Icon::Pen, &label).small();
    offered(row.role_change, button, &address)
}

fn offered(change: RoleChange, button: Button<'_>, address: &str) -> Markup {
    html! {
        @match change {
            RoleChange::NotOffered => {},
            RoleChange::OutOfReach => (button.refused(ABOVE)),
            RoleChange::Offered => (button.asks_at(address)),
        }
    }
}

/// Somebody's own page.
pub(super) struct Profile<'p> {
    pub person: &'p Person,
    pub roles: &'p [Role],
    pub role_change: RoleChange,
}

pub(super) fn person(actor: &Actor, profile: &Profile<'_>) -> ui::Page {
    let (person, roles) = (profile.person, profile.roles);
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
                (roles_card(actor, profile))
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

fn roles_card(actor: &Actor, profile: &Profile<'_>) -> Markup {
    let (roles, name) = (profile.roles, profile.person.name());
    let address = format!(
        "/{}{PATH}/{}/roles",
        actor.workspace.slug, profile.person.id
    );
    let sees_roles = actor.permissions.contains(Permission::ReadRoles);
    let button = Button::plain("Change roles").icon(Icon::Pen).small();
    let change = offered(profile.role_change, button, &address);
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
