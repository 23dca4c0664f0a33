//! The same as nested lists, in the order in which it is read aloud.

use maud::{Markup, html};

use super::View;
use super::words::{MOVED_UP, WHY_MOVED_UP, counted, reports};
use crate::access::Permission;
use crate::departments::Department;
use crate::org_chart::model::{Fold, Node, Person, Vacancy, Who};
use crate::ui::{self, Button, Icon, Presence, Tone};

pub(super) fn list(view: &View<'_>) -> Markup {
    let (tops, families) = view.loaded.chart.families();
    html! {
        div.org-board {
            div.org-bar { (view.everything()) }
            (level(view, &families, &tops))
        }
    }
}

/// It calls itself as often as there are levels, of which there are thirty at most.
fn level(view: &View<'_>, families: &[Vec<usize>], nodes: &[usize]) -> Markup {
    let nodes = nodes.iter().filter_map(|index| {
        let node = view.loaded.chart.nodes.get(*index)?;
        Some((node, families.get(*index)?))
    });
    html! {
        ul.org-list {
            @for (node, below) in nodes {
                li {
                    @match &node.who {
                        Who::Person(person) => { (someone(view, node, person)) },
                        Who::Open(vacancy) => { (position(view, vacancy)) },
                    }
                    @if !below.is_empty() { (level(view, families, below)) }
                }
            }
        }
    }
}

fn someone(view: &View<'_>, node: &Node, person: &Person) -> Markup {
    let zone = view.actor.workspace.zone;
    let is_looked_at = view.loaded.asked.at == Some(person.id);
    let about = about(node, view.department(person.department));
    html! {
        div.org-line.looked-at[is_looked_at] id={ "person-" (person.id) } aria-current=[is_looked_at.then_some("true")] {
            @if node.fold == Fold::NothingBelow { span.no-fold {} }
            @else { (view.toggle(node, person, &ui::icon(if node.fold == Fold::Open { Icon::ChevronDown } else { Icon::ChevronRight }))) }
            (ui::avatar(&person.name))
            div {
                p {
                    @match view.person(person.id) {
                        Some(address) => a.entry href=(address) { (person.name) },
                        None => strong { (person.name) },
                    }
                    @if person.is_invited { " " (ui::badge(Tone::Wait, "Invited")) }
                    @if person.moved_up { " " (moved_up()) }
                    @if person.availability.is_away() { " " (ui::presence(Presence { availability: person.availability, zone })) }
                }
                @if !about.is_empty() { p.small.muted { (about) } }
            }
        }
    }
}

fn moved_up() -> Markup {
    html! {
        span title=(WHY_MOVED_UP) {
            (ui::badge(Tone::Wait, MOVED_UP)) span.visually-hidden { ": " (WHY_MOVED_UP) }
        }
    }
}

/// `Customer care, reports: 3, open positions: 1`.
fn about(node: &Node, department: Option<&Department>) -> String {
    let (reports, open) = reports(node);
    let named =
        |name: &str, count: usize| (count > 0).then(|| format!("{name}: {}", counted(count)));
    let parts = [
        department.map(|department| department.name.as_str().to_owned()),
        named("reports", reports),
        named("open positions", open),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn position(view: &View<'_>, vacancy: &Vacancy) -> Markup {
    let slug = &view.actor.workspace.slug;
    let edit = format!("/{slug}/settings/positions/{}", vacancy.id);
    let invite = format!("/{slug}/settings/invitations/new?position={}", vacancy.id);
    let department = view.department(vacancy.department);
    html! {
        div.org-line id={ "position-" (vacancy.id) } {
            span.no-fold {}
            span.avatar.planned aria-hidden="true" {}
            div {
                p {
                    @if view.may(Permission::WriteTeams) { a.entry href=(edit) { (vacancy.title) } } @else { strong { (vacancy.title) } }
                    " " (ui::badge(Tone::Plain, "Open position"))
                }
                @if let Some(department) = department { p.small.muted { (department.name.as_str()) } }
            }
            @if view.may(Permission::InviteUsers) {
                (Button::plain("Invite someone").small().asks_at(&invite))
            }
        }
    }
}
