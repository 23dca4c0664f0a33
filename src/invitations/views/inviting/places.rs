//! Teams and a department to choose.

use maud::{Markup, html};

use crate::departments::department_choices;
use crate::invitations::web::inviting::Places;
use crate::teams::{TeamBoxes, team_boxes};
use crate::types::TeamId;
use crate::ui::{self, Banner, Choice, Field, FormErrors, Kind, Tone};

/// For who hasn't come yet, and so had none.
pub(super) fn fields(
    places: Option<&Places>,
    (ticked, department): (&[String], &str),
    errors: &FormErrors,
) -> Markup {
    let Some(places) = places else {
        return unseen(errors);
    };
    html! {
        @if !(places.teams.is_empty() && places.departments.is_empty() && errors.is_empty()) {
            div.pair.places-of-work {
                (teams(places, (ticked, &[]), errors))
                (self::department(places, department, errors))
            }
        }
    }
}

/// For who may not see them: what was made of what they sent anyway.
pub(in crate::invitations::views) fn unseen(errors: &FormErrors) -> Markup {
    html! {
        @for field in ["team", "department"] {
            @if let Some(mistake) = errors.of(field) { (Banner::new(Tone::Bad, mistake.text)) }
        }
    }
}

pub(in crate::invitations::views) fn teams(
    places: &Places,
    (ticked, had): (&[String], &[TeamId]),
    errors: &FormErrors,
) -> Markup {
    html! {
        div.few-boxes {
            (team_boxes(&TeamBoxes { teams: &places.teams, ticked, had, errors }))
            @if places.teams.is_empty() { p.small.muted { "There are no teams yet." } }
        }
    }
}

pub(in crate::invitations::views) fn department(
    places: &Places,
    chosen: &str,
    errors: &FormErrors,
) -> Markup {
    let ids: Vec<(String, String)> = department_choices(&places.departments)
        .into_iter()
        .map(|(id, words)| (id.to_string(), words))
        .collect();
    let none = Choice {
        value: "",
        label: "None",
    };
    let choices = ids.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(choices).collect();
    ui::field(&Field {
        name: "department",
        label: "Department",
        kind: Kind::Choice(&choices),
        value: chosen,
        error: errors.of("department"),
        optional: true,
        ..Field::default()
    })
}
