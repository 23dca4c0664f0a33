//! The list of people.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::bulk::{self, Bar};
use super::{PATH, foot, narrowing, row};
use crate::access::{Actor, Permission};
use crate::directory::model::{By, Sort};
use crate::directory::store::choices::Choices;
use crate::directory::store::list::Line;
use crate::directory::web::Narrowing;
use crate::imports;
use crate::invitations;
use crate::roles::{Role, offered_to};
use crate::seats::Seats;
use crate::types::Page;
use crate::ui::{self, Button, Column, Direction, Icon, address_asking};
use crate::users::{Counts, Framed, Tab, framed};

/// A page of the list, and how it was asked for.
pub(in crate::directory) struct List<'l> {
    pub tab: Tab,
    pub sort: Sort,
    pub counts: &'l Counts,
    pub seats: Seats,
    pub page: &'l Page<Line>,
    pub narrowing: &'l Narrowing,
    pub choices: &'l Choices,
    pub cursor: &'l str,
    pub now: DateTime<Utc>,
}

impl List<'_> {
    /// Where the same list starts at `cursor`.
    pub fn at(&self, base: &str, cursor: &str) -> String {
        self.sorted(base, (self.sort, cursor))
    }

    fn sorted(&self, base: &str, (sort, cursor): (Sort, &str)) -> String {
        let tab = [("tab", self.tab_word())];
        let last = [("sort", sort.word()), ("cursor", cursor)];
        address_asking(
            base,
            &[&tab[..], &self.narrowing.fields()[..], &last[..]].concat(),
        )
    }

    fn everyone(&self, base: &str) -> String {
        let fields = [("tab", self.tab_word()), ("sort", self.sort.word())];
        address_asking(base, &fields)
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
        @if is_empty && list.narrowing.is_unnarrowed() && list.cursor.is_empty() { (nobody()) }
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
            keeps: &list.narrowing.kept(),
            lead: &lead,
            actions: html! {
                (new_user(actor, &base)) (imports::import_button(actor)) (invitations::invite_button(actor))
            },
            counts: list.counts,
            seats: list.seats,
            fresh_at: None,
            beside: html! {},
            content,
        },
    )
}

fn new_user(actor: &Actor, base: &str) -> Markup {
    let address = format!("{base}/new");
    html! {
        @if actor.permissions.contains(Permission::InviteUsers) {
            (Button::plain("New user").leads_to(&address))
        }
    }
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
    let here = list.at(base, list.cursor);
    let offered: Vec<Role> = offered_to(actor.permissions, &list.choices.roles);
    let surroundings = row::Surroundings {
        actor,
        list,
        offered: &offered,
        here: &here,
    };
    let rows = html! { @for line in &list.page.rows { (row::row(&surroundings, line)) } };
    let caption = match list.tab {
        Tab::Inactive => "Inactive users",
        _ => "Active users",
    };
    let addresses = COLUMNS.map(|(_, by)| list.sorted(base, (list.sort.pressed(by), "")));
    html! {
        (ui::table(caption, &columns(list, &addresses), &rows))
        (bulk::bar(&Bar { actor, list, here: &here }))
        (foot::foot(actor, list, base))
    }
}

/// Those that a list is sorted by.
const COLUMNS: [(&str, By); 3] = [
    ("Name", By::Name),
    ("Role", By::Role),
    ("Last seen", By::Seen),
];

fn columns<'c>(list: &List<'_>, addresses: &'c [String; 3]) -> Vec<Column<'c>> {
    let direction = if list.sort.descending {
        Direction::Descending
    } else {
        Direction::Ascending
    };
    let sorted = COLUMNS.iter().zip(addresses).map(|((title, by), address)| {
        let now = Some(direction).filter(|_| list.sort.by == *by);
        Column::new(title).sorted_at(address, now)
    });
    let mut columns: Vec<Column<'c>> = std::iter::once(Column::picks()).chain(sorted).collect();
    if list.choices.shows_places {
        columns.insert(3, Column::new("Teams"));
    }
    columns.push(Column::new("Actions").untitled());
    columns
}
