//! What others may edit about somebody: to be typed and chosen, or to be read.

use maud::{Markup, html};

use super::Known;
use crate::access::{Actor, Permission};
use crate::accounts::web::PersonForm;
use crate::departments::department_choices;
use crate::people::Change;
use crate::people::{self, PersonPicker, person_picker};
use crate::types::UserStatus;
use crate::ui::{self, Banner, Button, Choice, Field, FormErrors, Kind, Tone};

/// Says so where somebody's manager left, until it is looked at.
pub(super) fn moved_up(actor: &Actor, known: &Known) -> Markup {
    let Some(at) = known.person.moved_up_at else {
        return html! {};
    };
    let to = known
        .manager
        .as_ref()
        .map_or("nobody", |manager| &manager.name);
    let text = format!(
        "Reports to {to} since {}, because their manager left. Choose a manager, or save to keep it.",
        actor.workspace.zone.day(at)
    );
    html! { (Banner::new(Tone::Wait, &text)) }
}

pub(super) fn form(
    actor: &Actor,
    known: &Known,
    (form, errors): (&PersonForm, &FormErrors),
) -> Markup {
    let own = address(actor, known);
    html! {
        form.stack method="post" action=(own) {
            // What Enter in a box presses: the first button of the form, which would look for a manager.
            button hidden {}
            (errors.summary())
            @if let Some(mistake) = errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
            input type="hidden" name="version" value=(form.version);
            (ui::card("Profile", html! {
                @if known.is(UserStatus::Active) { div.pair { (names(form, errors)) } }
                @else { (ui::facts(&[("Full name", &full_name(known)), ("Display name", &display_name(known))])) }
                @if !sees_departments(actor) {
                    @if let Some(mistake) = errors.of("department") { (Banner::new(Tone::Bad, mistake.text)) }
                }
                div.pair {
                    @if sees_departments(actor) { (departments(known, (form, errors))) }
                    (person_picker(&PersonPicker {
                        actor, name: "manager", label: "Manager", hint: "", none: "Nobody", chosen: known.chosen.as_ref(),
                        typed: &form.manager_q, found: &known.found, find_at: &own, error: errors.of("manager"),
                    }))
                }
                div { (Button::primary("Save changes")) }
            }))
        }
    }
}

fn address(actor: &Actor, known: &Known) -> String {
    format!(
        "/{}/settings/users/{}",
        actor.workspace.slug, known.person.id
    )
}

fn names(form: &PersonForm, errors: &FormErrors) -> Markup {
    html! {
        (ui::field(&Field {
            name: "full_name", label: "Full name", value: form.full_name.as_deref().unwrap_or_default(),
            error: errors.of("full_name"), required: true, ..Field::default()
        }))
        (ui::field(&Field {
            name: "display_name", label: "Display name", value: form.display_name.as_deref().unwrap_or_default(),
            error: errors.of("display_name"), hint: Some("What colleagues and customers see. The full name if left empty."),
            ..Field::default()
        }))
    }
}

fn departments(known: &Known, (form, errors): (&PersonForm, &FormErrors)) -> Markup {
    let offered: Vec<(String, String)> = department_choices(&known.departments)
        .into_iter()
        .map(|(id, path)| (id.to_string(), path))
        .collect();
    let none = Choice {
        value: "",
        label: "None",
    };
    let offered = offered.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(offered).collect();
    ui::field(&Field {
        name: "department",
        label: "Department",
        kind: Kind::Choice(&choices),
        value: form.department.as_deref().unwrap_or_default(),
        error: errors.of("department"),
        ..Field::default()
    })
}

/// For who may look, and changes nothing here.
pub(super) fn facts(actor: &Actor, known: &Known, edits: Change) -> Markup {
    ui::card(
        "Profile",
        html! {
            (ui::facts(&[("Full name", &full_name(known)), ("Display name", &display_name(known))]))
            @if sees_departments(actor) { (ui::facts(&[("Department", &department(actor, known))])) }
            (ui::facts(&[("Manager", &manager(actor, known))]))
            @if edits == Change::OutOfReach { p.small.muted { (people::ABOVE) } }
        },
    )
}

fn sees_departments(actor: &Actor) -> bool {
    actor.permissions.contains(Permission::ReadTeams)
}

fn full_name(known: &Known) -> Markup {
    let name = known.person.full_name.as_ref();
    html! { @match name { Some(name) => (name), None => span.muted { "Not told yet" } } }
}

fn display_name(known: &Known) -> Markup {
    let name = known.person.display_name.as_ref();
    html! { @match name { Some(name) => (name), None => span.muted { "Not told yet" } } }
}

fn department(actor: &Actor, known: &Known) -> Markup {
    let slug = &actor.workspace.slug;
    html! {
        @match known.person.department_id {
            None => span.muted { "None" },
            Some(id) => a href={ "/" (slug) "/settings/departments/" (id) } { (known.departments.path(id)) },
        }
    }
}

fn manager(actor: &Actor, known: &Known) -> Markup {
    html! {
        @match &known.manager {
            None => span.muted { "Nobody" },
            Some(manager) => a href={ "/" (actor.workspace.slug) "/settings/users/" (manager.id) } { (manager.name) },
        }
    }
}
