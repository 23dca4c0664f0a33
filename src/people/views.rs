//! Choosing somebody in a form.
//!
//! Without scripts the form has a button that asks for the same page again with who was found; with
//! them they appear below the box as a name is typed. Who is chosen is a radio button either way.

use maud::{Markup, html};

use super::model::Found;
use crate::access::Actor;
use crate::types::UserStatus;
use crate::ui::{self, Button, Field, Kind, Mistake};

/// One for a page and a field. What is typed into its box comes back as `{name}_q`.
#[derive(Clone, Copy, Debug)]
pub struct PersonPicker<'p> {
    pub actor: &'p Actor,
    pub name: &'p str,
    pub label: &'p str,
    pub hint: &'p str,
    /// What nobody is called here: `Nobody`.
    pub none: &'p str,
    pub chosen: Option<&'p Found>,
    /// What is typed to find somebody else,
    pub typed: &'p str,
    /// and who that is.
    pub found: &'p [Found],
    /// The page of the form, which shows who was found where there are no scripts.
    pub find_at: &'p str,
    pub error: Option<Mistake<'p>>,
}

pub fn person_picker(picker: &PersonPicker<'_>) -> Markup {
    let name = picker.name;
    let error = format!("{name}-error");
    html! {
        fieldset.field.person-picker id=(name) aria-describedby=[picker.error.map(|_| &error)] {
            legend { (picker.label) }
            @if let Some(mistake) = picker.error { p.error id=(error) { (mistake.text) } }
            div.choices {
                @if let Some(person) = picker.chosen { (choice(name, person, true)) }
                (nobody(picker))
            }
            (search_box(picker))
            div.choices id={ (name) "-found" } role="status" { (found_people(name, picker)) }
        }
    }
}

fn nobody(picker: &PersonPicker<'_>) -> Markup {
    let id = format!("{}-none", picker.name);
    html! {
        label.choice for=(id) {
            input type="radio" id=(id) name=(picker.name) value="" checked[picker.chosen.is_none()];
            span { (picker.none) }
        }
    }
}

fn search_box(picker: &PersonPicker<'_>) -> Markup {
    let name = picker.name;
    let typed = format!("{name}_q");
    let search = format!("/{}/settings/people", picker.actor.workspace.slug);
    html! {
        div.search-row hx-get=(ui::address_with(&search, "field", Some(name))) hx-target={ "#" (name) "-found" }
            hx-trigger={ "input changed delay:200ms from:#" (typed) } hx-include={ "#" (typed) } hx-swap="innerHTML" {
            (ui::field(&Field {
                name: &typed, id: Some(&typed), label: "Find somebody else", kind: Kind::Search,
                value: picker.typed, hint: Some(picker.hint).filter(|hint| !hint.is_empty()),
                placeholder: Some("Name or email"), ..Field::default()
            }))
            (Button::plain("Find").asks_again_at(picker.find_at))
        }
    }
}

fn found_people(name: &str, picker: &PersonPicker<'_>) -> Markup {
    let others: Vec<&Found> = picker
        .found
        .iter()
        .filter(|found| picker.chosen.is_none_or(|chosen| chosen.id != found.id))
        .collect();
    html! {
        @for found in &others { (choice(name, found, false)) }
        @if others.is_empty() && !picker.typed.trim().is_empty() { p.muted { "Nobody else fits “" (picker.typed.trim()) "”." } }
    }
}

/// What the box shows below it as somebody types.
pub(super) fn answer(name: &str, typed: &str, found: &[Found]) -> Markup {
    html! {
        @for found in found { (choice(name, found, false)) }
        @if found.is_empty() && !typed.trim().is_empty() { p.muted { "Nobody fits “" (typed.trim()) "”." } }
    }
}

fn choice(name: &str, person: &Found, is_chosen: bool) -> Markup {
    let id = format!("{name}-{}", person.id);
    html! {
        label.choice for=(id) {
            input type="radio" id=(id) name=(name) value=(person.id) checked[is_chosen];
            (ui::avatar(&person.name))
            span {
                (person.name)
                @if person.name != person.email { " " span.muted.small { (person.email) } }
                @match person.status {
                    UserStatus::Active => {}
                    UserStatus::Pending => { " " (ui::badge(ui::Tone::Wait, "Invited")) }
                    UserStatus::Inactive => { " " (ui::badge(ui::Tone::Plain, "Deactivated")) }
                }
            }
        }
    }
}
