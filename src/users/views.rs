pub(super) mod frame;
pub(super) mod person;

use maud::{Markup, html};

use self::frame::{Framed, framed};
use super::model::{Change, Counts, Tab};
use super::store::list::Line;
use crate::access::{Actor, Permission};
use crate::seats::Seats;
use crate::types::{Cursor, Page};
use crate::ui::{self, Avatar, Button, Chip, Column, Icon, Tone, address_asking, address_with};

const PATH: &str = "/settings/users";

const ABOVE: &str = "They hold more than you do. Somebody who holds as much can do this.";

/// More roles than this are counted in the list; the person's page names them.
const MOST_CHIPS: usize = 4;

/// Somebody in the list, with what may be done.
pub(super) struct Row {
    pub line: Line,
    pub role_change: Change,
}

/// A page of the list, and how it was asked for.
pub(super) struct List<'l> {
    pub tab: Tab,
    pub counts: &'l Counts,
    pub seats: Seats,
    pub page: &'l Page<Row>,
    /// The role that it is narrowed to, as it stands in the address.
    pub role: &'l str,
    /// What that is called, if it is there.
    pub role_name: Option<&'l str>,
    pub cursor: &'l str,
}

impl List<'_> {
    fn address(&self, base: &str, fields: &[(&str, &str)]) -> String {
        let tab = match self.tab {
            Tab::Active => "",
            other => other.word(),
        };
        let fields: Vec<_> = [("tab", tab)]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        address_asking(base, &fields)
    }

    fn lead(&self, workspace: &str) -> String {
        match (self.tab, self.role, self.role_name) {
            (Tab::Inactive, "", _) => {
                "Deactivated people. They can't sign in, and what they did stays.".to_owned()
            }
            (_, "", _) => format!("Everyone who can sign in to {workspace}."),
            (Tab::Inactive, _, Some(name)) => format!("Deactivated people with the role {name}."),
            (_, _, Some(name)) => format!("Everyone with the role {name}."),
            (_, _, None) => "Everyone with a role that isn't there.".to_owned(),
        }
    }
}

pub(super) fn list(actor: &Actor, list: &List<'_>) -> ui::Page {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let lead = list.lead(&actor.workspace.name);
    let everyone = list.address(&base, &[]);
    let content = html! {
        @if !list.role.is_empty() && !list.page.rows.is_empty() {
            p.in-force.small { (lead) " " a href=(everyone) { "Show everyone" } }
        }
        @if list.page.rows.is_empty() { (nobody(list, &everyone)) }
        @else { (rows(actor, list, &base)) }
    };
    framed(
        actor,
        &Framed {
            tab: list.tab,
            lead: &lead,
            counts: list.counts,
            seats: list.seats,
            fresh_at: None,
            beside: html! {},
            content,
        },
    )
}

fn nobody(list: &List<'_>, everyone: &str) -> Markup {
    match list.tab {
        Tab::Inactive if list.role.is_empty() => ui::empty(
            Icon::UserX,
            "Nobody is deactivated",
            "Who leaves is deactivated: they can't sign in any more, and what they did stays.",
            html! {},
        ),
        Tab::Inactive => ui::empty(
            Icon::Users,
            "Nobody",
            "Nobody inactive has this role.",
            Button::plain("Show everyone").leads_to(everyone),
        ),
        _ => ui::empty(
            Icon::Users,
            "Nobody",
            "Nobody active has this role.",
            Button::plain("Show everyone").leads_to(everyone),
        ),
    }
}

fn rows(actor: &Actor, list: &List<'_>, base: &str) -> Markup {
    let columns = [
        Column::new("Name"),
        Column::new("Roles"),
        Column::new("Actions").untitled(),
    ];
    let at = |cursor: &str| list.address(base, &[("role", list.role), ("cursor", cursor)]);
    let here = at(list.cursor);
    let rows = html! { @for each in &list.page.rows { (row(actor, each, &here)) } };
    let way = |cursor: &Option<Cursor>| cursor.as_ref().map(|cursor| at(cursor.as_str()));
    let may_invite = actor.permissions.contains(Permission::InviteUsers);
    let caption = match list.tab {
        Tab::Inactive => "Inactive users",
        _ => "Active users",
    };
    html! {
        (ui::table(caption, &columns, &rows))
        div.list-end {
            (ui::key_hint(if may_invite { &[("i", "to invite"), ("?", "for all keys")] } else { &[("?", "for all keys")] }))
            (ui::pagination(way(&list.page.previous).as_deref(), way(&list.page.next).as_deref()))
        }
    }
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

fn offered(change: Change, button: Button<'_>, address: &str) -> Markup {
    html! {
        @match change {
            Change::NotOffered => {},
            Change::OutOfReach => (button.refused(ABOVE)),
            Change::Offered => (button.asks_at(address)),
        }
    }
}
