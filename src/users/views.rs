//! What the tabs of the users page have in common.

use maud::{Markup, html};

use super::model::{Counts, Tab};
use crate::access::{Actor, Permission};
use crate::seats::Seats;
use crate::ui::{self, Shell, address_asking};

const PATH: &str = "/settings/users";

/// What htmx replaces when something in it has changed.
const PART: &str = "people";
const SEATS: &str = "seats";
/// What needs attention, which comes once the page is there.
pub const ATTENTION: &str = "attention";

/// One tab, and what stands around it.
pub struct Framed<'f> {
    pub tab: Tab,
    /// What every tab is narrowed to alike, by the names of its fields.
    pub keeps: &'f [(&'f str, &'f str)],
    pub lead: &'f str,
    /// What is done here, beside the seats.
    pub actions: Markup,
    pub counts: &'f Counts,
    pub seats: Seats,
    /// Where to ask whether it has changed, if it keeps itself fresh.
    pub fresh_at: Option<&'f str>,
    /// What an answer to htmx brings besides, such as a toast.
    pub beside: Markup,
    pub content: Markup,
}

pub fn framed(actor: &Actor, framed: &Framed<'_>) -> ui::Page {
    let part = part(actor, framed);
    let alone = html! { (part) (seats_part(framed.seats)) (framed.beside) };
    ui::shell(&Shell {
        lead: Some(framed.lead),
        actions: html! { (seats(framed.seats)) (framed.actions) },
        content: html! { (attention(actor)) (part) },
        ..Shell::of(actor, PATH, "Users")
    })
    .part(PART, alone)
}

fn part(actor: &Actor, framed: &Framed<'_>) -> Markup {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let drawn = Tab::ALL.map(|tab| {
        let word = if tab == Tab::Active { "" } else { tab.word() };
        let fields = [&[("tab", word)], framed.keeps].concat();
        let address = address_asking(&base, &fields);
        (tab, address, tab.count(framed.counts))
    });
    let tabs: Vec<ui::Tab<'_>> = drawn
        .iter()
        .map(|(tab, address, count)| ui::Tab {
            title: tab.title(),
            address,
            count: Some(count),
            current: *tab == framed.tab,
        })
        .collect();
    let inside = html! { (ui::tabs("People", &tabs)) (framed.content) };
    ui::kept_fresh(PART, framed.fresh_at, &inside)
}

/// For who can do something about it. Nobody waits for it to see the list.
fn attention(actor: &Actor) -> Markup {
    let address = format!("/{}/settings/attention", actor.workspace.slug);
    let way = html! { p.muted { a href=(address) { "What needs attention" } } };
    html! {
        @if actor.permissions.contains(Permission::WriteUsers) {
            (ui::brought_later((ATTENTION, "attention"), &address, &way))
        }
    }
}

fn seats(seats: Seats) -> Markup {
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    html! {
        div id=(SEATS) {
            @if let Some(limit) = seats.limit { (ui::meter("seats", number(seats.used()), number(limit))) }
        }
    }
}

/// The same for an answer to htmx.
pub fn seats_part(now: Seats) -> Markup {
    ui::beside(SEATS, &seats(now))
}
