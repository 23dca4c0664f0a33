//! What a team is called and how work finds somebody in it: the form that says so.

use maud::{Markup, html};

use super::{PATH, base};
use crate::access::Actor;
use crate::teams::model::Strategy;
use crate::teams::web::TeamForm;
use crate::types::Title;
use crate::ui::{self, Banner, Button, Field, FormErrors, Options, Page, RadioOption, Shell, Tone};

/// A team that doesn't exist yet.
pub(in crate::teams) fn new_team(actor: &Actor, form: &TeamForm, errors: &FormErrors) -> Page {
    let base = base(actor);
    ui::shell(&Shell {
        lead: Some("Give it a name. You add its people next."),
        back: Some(("Teams", &base)),
        content: html! {
            form.card.padded.narrow method="post" action=(base) {
                (errors.summary())
                @if let Some(mistake) = errors.of("member") { (Banner::new(Tone::Bad, mistake.text)) }
                (fields(form, errors))
                // Those that a script sent.
                @for member in &form.member { input type="hidden" name="member" value=(member); }
                div.row { (Button::primary("Make team")) (Button::plain("Cancel").leads_to(&base)) }
            }
        },
        ..Shell::of(actor, PATH, "New team")
    })
}

pub(super) fn fields(form: &TeamForm, errors: &FormErrors) -> Markup {
    let chosen = Strategy::ALL.map(|strategy| RadioOption {
        value: strategy.as_str(),
        label: strategy.title(),
        text: strategy.sentence(),
        refused: None,
    });
    let none = RadioOption {
        value: "",
        label: "Not chosen yet",
        text: "Nothing is assigned by itself.",
        refused: None,
    };
    let strategies: Vec<RadioOption<'_>> = std::iter::once(none).chain(chosen).collect();
    html! {
        (ui::field(&Field {
            name: "name", label: "Name", value: &form.name, error: errors.of("name"), required: true,
            most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default()
        }))
        (ui::options(&Options {
            name: "strategy",
            label: "Strategy",
            options: &strategies,
            value: form.strategy.as_deref().unwrap_or_default(),
            error: errors.of("strategy"),
        }))
        p.small.muted { "It applies once there are conversations. Who is away gets none automatically." }
    }
}
