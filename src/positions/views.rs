use maud::{Markup, html};

use super::model::Position;
use super::web::PositionForm;
use crate::access::{Actor, Permission};
use crate::departments::{Tree, department_choices};
use crate::people::{Found, PersonPicker, person_picker};
use crate::types::Title;
use crate::ui::{
    self, Banner, Button, Choice, Confirm, Field, FormErrors, Kind, Page, Shell, Tone,
};

/// The page above and the place in the side bar.
const CHART: &str = "/settings/org-chart";

/// What the form needs beside what is in it.
pub(super) struct Planner<'p> {
    pub actor: &'p Actor,
    pub departments: &'p Tree,
    pub manager: Option<&'p Found>,
    pub found: &'p [Found],
    pub form: &'p PositionForm,
    pub errors: &'p FormErrors,
}

pub(super) fn new(planner: &Planner<'_>) -> Page {
    let base = base(planner.actor);
    let chart = chart(planner.actor);
    ui::shell(&Shell {
        lead: Some(
            "A seat that nobody has yet. The chart shows it, and somebody can be invited into it.",
        ),
        back: Some(("Org chart", &chart)),
        actions: html! { (Button::primary("Plan position").of_form("position-form")) },
        content: form(planner, &base, &format!("{base}/new")),
        ..Shell::of(planner.actor, CHART, "New position")
    })
}

pub(super) fn position(planner: &Planner<'_>, position: &Position) -> Page {
    let own = format!("{}/{}", base(planner.actor), position.id);
    let chart = chart(planner.actor);
    let invite = format!(
        "/{}/settings/invitations/new?position={}",
        planner.actor.workspace.slug, position.id
    );
    let delete = format!("{own}/delete");
    ui::shell(&Shell {
        lead: Some("An open position."),
        back: Some(("Org chart", &chart)),
        actions: html! {
            (Button::danger("Remove position").asks_at(&delete))
            @if planner.actor.permissions.contains(Permission::InviteUsers) {
                (Button::plain("Invite someone").asks_at(&invite))
            }
            (Button::primary("Save changes").of_form("position-form"))
        },
        content: form(planner, &own, &own),
        ..Shell::of(planner.actor, CHART, position.title.as_str())
    })
}

fn form(planner: &Planner<'_>, action: &str, find_at: &str) -> Markup {
    let (form, errors) = (planner.form, planner.errors);
    html! {
        form.narrow.stack id="position-form" method="post" action=(action) {
            (errors.summary())
            @if let Some(mistake) = errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
            input type="hidden" name="version" value=(form.version);
            div.card.padded {
                (ui::field(&Field {
                    name: "title", label: "Title", value: &form.title, error: errors.of("title"), required: true,
                    hint: Some("What whoever comes will do: Planner, Team lead."),
                    most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default()
                }))
                (department(planner))
                (manager(planner, find_at))
            }
        }
    }
}

fn department(planner: &Planner<'_>) -> Markup {
    let choices: Vec<(String, String)> = department_choices(planner.departments)
        .into_iter()
        .map(|(id, path)| (id.to_string(), path))
        .collect();
    let none = Choice {
        value: "",
        label: "No department",
    };
    let choices: Vec<Choice<'_>> = std::iter::once(none)
        .chain(choices.iter().map(|(value, label)| Choice { value, label }))
        .collect();
    ui::field(&Field {
        name: "department",
        label: "Department",
        kind: Kind::Choice(&choices),
        value: planner.form.department.as_deref().unwrap_or_default(),
        error: planner.errors.of("department"),
        ..Field::default()
    })
}

/// Who can't see people can't choose one; the manager stays.
fn manager(planner: &Planner<'_>, find_at: &str) -> Markup {
    if !planner.actor.permissions.contains(Permission::ReadUsers) {
        return html! {
            @if let Some(manager) = planner.manager { p.muted { "Reports to " (manager.called().told_to(planner.actor.permissions)) "." } }
        };
    }
    person_picker(&PersonPicker {
        actor: planner.actor,
        name: "manager",
        label: "Reports to",
        hint: "",
        none: "Nobody",
        chosen: planner.manager,
        typed: &planner.form.manager_q,
        found: planner.found,
        find_at,
        error: planner.errors.of("manager"),
    })
}

pub(super) fn removal(actor: &Actor, position: &Position) -> Page {
    let own = format!("{}/{}", base(actor), position.id);
    let action = format!("{own}/delete");
    let title = format!("Remove {}", position.title);
    let text = "Nobody has it, so nobody is affected. The chart shows it no more.";
    let question = Confirm {
        id: "remove-position",
        title: &title,
        text,
        note: "",
        action: &action,
        verb: "Remove position",
        cancel: "Keep it",
    }
    .asking(html! {});
    ui::shell(&Shell {
        lead: Some(text),
        back: Some((position.title.as_str(), &own)),
        content: ui::asked_on_page(&question, &own),
        ..Shell::of(actor, CHART, &title)
    })
    .or_over_the_page(&question)
}

fn base(actor: &Actor) -> String {
    format!("/{}/settings/positions", actor.workspace.slug)
}

fn chart(actor: &Actor) -> String {
    format!("/{}{CHART}", actor.workspace.slug)
}
