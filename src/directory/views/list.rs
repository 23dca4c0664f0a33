//! The list of people.

use maud::{Markup, html};

use super::bulk::{self, Bar};
use super::{PATH, narrowing};
use crate::access::{Actor, Permission};
use crate::directory::store::choices::Choices;
use crate::directory::store::list::Line;
use crate::directory::web::Narrowing;
use crate::invitations;
use crate::people::{self, Change};
use crate::seats::Seats;
use crate::types::{Availability, Cursor, Page};
use crate::ui::{
    self, Avatar, Button, Chip, Column, Icon, Presence, Tone, address_asking, address_with,
};
use crate::users::{Counts, Framed, Tab, framed};

/// More roles than this are counted in the list; the person's page names them.
const MOST_CHIPS: usize = 4;

/// Somebody in the list, with what may be done.
pub(in crate::directory) struct Row {
    pub line: Line,
    pub availability: Availability,
    pub change: Change,
}

/// A page of the list, and how it was asked for.
pub(in crate::directory) struct List<'l> {
    pub tab: Tab,
    pub counts: &'l Counts,
    pub seats: Seats,
    pub page: &'l Page<Row>,
    pub narrowing: &'l Narrowing,
    pub choices: &'l Choices,
    pub cursor: &'l str,
}

impl List<'_> {
    /// Where the same list starts at `cursor`.
    fn at(&self, base: &str, cursor: &str) -> String {
        let mut fields = self.fields();
        fields.push(("cursor", cursor));
        address_asking(base, &fields)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let narrowing = self.narrowing;
        vec![
            ("tab", self.tab_word()),
            ("role", narrowing.role.as_str()),
            ("team", narrowing.team.as_str()),
            ("department", narrowing.department.as_str()),
        ]
    }

    fn everyone(&self, base: &str) -> String {
        address_asking(base, &[("tab", self.tab_word())])
    }

    /// The first tab needs none.
    pub fn tab_word(&self) -> &'static str {
        match self.tab {
            Tab::Active => "",
            other => other.word(),
        }
    }
}

pub(in crate::directory) fn list(actor: &Actor, list: &List<'_>) -> ui::Page {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let lead = match list.tab {
        Tab::Inactive => {
            "Deactivated people. They can't sign in, and what they did stays.".to_owned()
        }
        _ => format!("Everyone who can sign in to {}.", actor.workspace.name),
    };
    let everyone = list.everyone(&base);
    let is_empty = list.page.rows.is_empty();
    let content = html! {
        @if is_empty && list.narrowing.is_unnarrowed() { (nobody()) }
        @else {
            (narrowing::bar(list, &base))
            @if !list.narrowing.is_unnarrowed() {
                p.in-force.small { (narrowing::in_force(list)) " " a href=(everyone) { "Show everyone" } }
            }
            @if is_empty { (nobody_fits(&everyone)) }
            @else { (rows(actor, list, &base)) }
        }
    };
    framed(
        actor,
        &Framed {
            tab: list.tab,
            lead: &lead,
            actions: invitations::invite_button(actor),
            counts: list.counts,
            seats: list.seats,
            fresh_at: None,
            beside: html! {},
            content,
        },
    )
}

/// Only where nobody is deactivated: somebody is active, who looks at this.
fn nobody() -> Markup {
    ui::empty(
        Icon::UserX,
        "Nobody is deactivated",
        "Who leaves is deactivated: they can't sign in any more, and what they did stays.",
        html! {},
    )
}

fn nobody_fits(everyone: &str) -> Markup {
    ui::empty(
        Icon::Users,
        "Nobody",
        "Nobody is like this. Look for somebody else.",
        Button::plain("Show everyone").leads_to(everyone),
    )
}

fn rows(actor: &Actor, list: &List<'_>, base: &str) -> Markup {
    let department = sees_departments(actor).then(|| Column::new("Department"));
    let columns: Vec<Column<'_>> = [Column::picks(), Column::new("Name")]
        .into_iter()
        .chain(department)
        .chain([Column::new("Roles"), Column::new("Actions").untitled()])
        .collect();
    let here = list.at(base, list.cursor);
    let rows = html! { @for each in &list.page.rows { (row(actor, (list, each), &here)) } };
    let way = |cursor: &Option<Cursor>| cursor.as_ref().map(|one| list.at(base, one.as_str()));
    let may_invite = actor.permissions.contains(Permission::InviteUsers);
    let caption = match list.tab {
        Tab::Inactive => "Inactive users",
        _ => "Active users",
    };
    html! {
        (ui::table(caption, &columns, &rows))
        (bulk::bar(&Bar {
            actor,
            tab: list.tab,
            fields: &list.fields(),
            here: &here,
            matching: list.narrowing.is_unnarrowed().then(|| list.tab.count(list.counts)).as_deref(),
        }))
        div.list-end {
            (ui::key_hint(if may_invite { &[("i", "to invite"), ("?", "for all keys")] } else { &[("?", "for all keys")] }))
            (ui::pagination(way(&list.page.previous).as_deref(), way(&list.page.next).as_deref()))
        }
    }
}

fn row(actor: &Actor, (list, row): (&List<'_>, &Row), here: &str) -> Markup {
    let line = &row.line;
    let person = format!("/{}{PATH}/{}", actor.workspace.slug, line.id);
    let presence = Presence {
        availability: row.availability,
        zone: actor.workspace.zone,
    };
    let avatar = Avatar::of(line.full_name.as_str());
    let is_active = list.tab != Tab::Inactive;
    let name = html! {
        a.entry href=(person) { (line.full_name) }
        @if line.id == actor.user { " " (ui::badge(Tone::Accent, "You")) }
        @if is_active { " " span.availability { (ui::presence(presence)) } }
    };
    let department = line
        .department
        .and_then(|id| list.choices.departments.find(id));
    html! {
        tr id={ "user-" (line.id) } {
            (ui::pick(&line.id.to_string(), line.full_name.as_str()))
            td.main { (ui::person(&avatar, &name, &line.email)) }
            @if sees_departments(actor) {
                @match department {
                    Some(department) => td { (department.name) },
                    None => td.wide-only.muted { "None" },
                }
            }
            td { (roles(line)) }
            td.beside.end {
                (ui::row_actions(change_roles(&person, row, here)))
            }
        }
    }
}

fn sees_departments(actor: &Actor) -> bool {
    actor.permissions.contains(Permission::ReadTeams)
}

fn roles(line: &Line) -> Markup {
    let more = format!("{} more", line.roles.len().saturating_sub(MOST_CHIPS));
    let named = line.roles.iter().take(MOST_CHIPS);
    let chips = named.map(|role| Chip::new(role));
    let chips = chips.chain((line.roles.len() > MOST_CHIPS).then(|| Chip::new(&more)));
    ui::chips(chips, "None")
}

fn change_roles(person: &str, row: &Row, here: &str) -> Markup {
    let label = format!("Change roles of {}", row.line.full_name);
    let address = address_with(&format!("{person}/roles"), "next", Some(here));
    let button = Button::picture(Icon::Pen, &label).small();
    people::offered(row.change, button, &address)
}
