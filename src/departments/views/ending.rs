//! What becomes of what is in a department that goes, asked before it does.

use maud::{Markup, html};

use super::{PATH, base, department_choices};
use crate::access::Actor;
use crate::departments::actions::EndError;
use crate::departments::model::{Department, MOST_MOVED, Members, Tree};
use crate::types::DepartmentId;
use crate::ui::{self, Choice, Confirm, Dialog, Field, FormErrors, Kind, Page, Shell};

pub(in crate::departments) struct Ending<'e> {
    pub actor: &'e Actor,
    pub department: &'e Department,
    pub tree: &'e Tree,
    pub members: Members,
    /// Somebody in it who holds more than who asks.
    pub above: Option<&'e str>,
    pub chosen: &'e str,
    pub errors: &'e FormErrors,
}

pub(in crate::departments) fn deletion(ending: &Ending<'_>) -> Page {
    let name = ending.department.name.as_str();
    let above = ending.department.parent.and_then(|id| ending.tree.find(id));
    let to = above.map_or("the top".to_owned(), |parent| parent.name.to_string());
    let (title, cancel) = (format!("Delete {name}"), format!("Keep {name}"));
    let is_empty = ending.members == Members::default();
    let choice = html! {
        @if !is_empty {
            (select(ending, &others(ending, &[ending.department.id]), &Asked {
                field: "replacement", label: "Where they go", first: "No department",
            }))
        }
    };
    asked(
        ending,
        &Confirm {
            id: "delete-department",
            title: &title,
            text: &affected(ending, &format!("move up to {to}")),
            note: "",
            action: &action(ending, "delete"),
            verb: &title,
            cancel: &cancel,
        },
        choice,
    )
}

pub(in crate::departments) fn merging(ending: &Ending<'_>) -> Page {
    let name = ending.department.name.as_str();
    let (title, cancel) = (format!("Merge {name}"), format!("Keep {name}"));
    let inside = ending.tree.within(ending.department.id);
    let choice = select(
        ending,
        &others(ending, &inside),
        &Asked {
            field: "into",
            label: "Into which department",
            first: "Choose one",
        },
    );
    asked(
        ending,
        &Confirm {
            id: "merge-department",
            title: &title,
            text: &affected(ending, "go along"),
            note: "The other department keeps its name, its place and its head.",
            action: &action(ending, "merge"),
            verb: &title,
            cancel: &cancel,
        },
        choice,
    )
}

fn action(ending: &Ending<'_>, what: &str) -> String {
    format!("{}/{}/{what}", base(ending.actor), ending.department.id)
}

fn asked(ending: &Ending<'_>, confirm: &Confirm<'_>, choice: Markup) -> Page {
    let own = format!("{}/{}", base(ending.actor), ending.department.id);
    let refusal = refusal(ending);
    let question = match &refusal {
        None => confirm.asking(choice),
        Some(why) => Dialog {
            lead: "",
            action: None,
            note: "",
            cancel: "Close",
            buttons: html! {},
            ..confirm.asking(html! { p { (why) } })
        },
    };
    ui::shell(&Shell {
        lead: Some(refusal.as_deref().unwrap_or(confirm.text)),
        back: Some((ending.department.name.as_str(), &own)),
        content: html! { @if refusal.is_none() { (ui::asked_on_page(&question, &own)) } },
        ..Shell::of(ending.actor, PATH, confirm.title)
    })
    .or_over_the_page(&question)
}

/// Why it can't be done now, and who can or how.
fn refusal(ending: &Ending<'_>) -> Option<String> {
    if let Some(name) = ending.above {
        return Some(format!(
            "{name} is in {} and holds more than you do, so you can't move them out of it. Somebody who holds as much can.",
            ending.department.name
        ));
    }
    let is_too_much = ending.members.people() > MOST_MOVED;
    is_too_much.then(|| EndError::TooMany.to_string())
}

/// The question's one choice.
struct Asked {
    field: &'static str,
    label: &'static str,
    /// What stands for no department.
    first: &'static str,
}

fn select(ending: &Ending<'_>, others: &[(String, String)], asked: &Asked) -> Markup {
    let none = Choice {
        value: "",
        label: asked.first,
    };
    let others = others.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(others).collect();
    ui::field(&Field {
        name: asked.field,
        label: asked.label,
        kind: Kind::Choice(&choices),
        value: ending.chosen,
        error: ending.errors.of(asked.field),
        ..Field::default()
    })
}

fn others(ending: &Ending<'_>, without: &[DepartmentId]) -> Vec<(String, String)> {
    department_choices(ending.tree)
        .into_iter()
        .filter(|(id, _)| !without.contains(id))
        .map(|(id, path)| (id.to_string(), path))
        .collect()
}

/// `2 active people and 1 invited are in it. 2 departments inside it move up to Care. It goes for good.`
fn affected(ending: &Ending<'_>, what_moves: &str) -> String {
    let there = ending.members;
    let people = [
        (there.active, "active"),
        (there.pending, "invited"),
        (there.inactive, "deactivated"),
    ];
    let some = people.iter().filter(|(count, _)| *count > 0);
    let named: Vec<String> = some
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let said = match (named.split_last(), there.people()) {
        (None, _) => "Nobody is in it.".to_owned(),
        (Some((only, [])), 1) => format!("{only} person is in it."),
        (Some((only, [])), _) => format!("{only} people are in it."),
        (Some((last, first)), _) => format!("{} and {last} people are in it.", first.join(", ")),
    };
    let inside = match ending.tree.inside(ending.department.id).count() {
        0 => String::new(),
        1 => format!(" The department inside it {}.", singular(what_moves)),
        count => format!(" The {count} departments inside it {what_moves}."),
    };
    let positions = match there.positions {
        0 => String::new(),
        1 => " The planned position in it goes where they go.".to_owned(),
        count => format!(" The {count} planned positions in it go where they go."),
    };
    format!("{said}{inside}{positions} The department goes for good.")
}

/// `moves up to Care`
fn singular(what_moves: &str) -> String {
    match what_moves.split_once(' ') {
        Some((verb, rest)) => {
            let ending = if verb.ends_with('o') { "es" } else { "s" };
            format!("{verb}{ending} {rest}")
        }
        None => what_moves.to_owned(),
    }
}
