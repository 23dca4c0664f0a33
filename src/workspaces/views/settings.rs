//! Settings → Workspace.

use maud::{Markup, html};

use crate::access::Actor;
use crate::types::{Title, Zone, hours};
use crate::ui::{
    self, Button, Choice, Field, FormErrors, Grouped, Kind, Options, Page, RadioOption, Shell,
};
use crate::workspaces::model::{HelpGoesTo, Settings};
use crate::workspaces::web::settings::SettingsForm;

const PATH: &str = "/settings/workspace";
const TITLE: &str = "Workspace";

const NAME: &str = "Name";
const TIME_ZONE: &str = "Time zone";
const INVITATION_HOURS: &str = "Invitations are open for";
const INVITATIONS_A_DAY: &str = "Most invitations a day";
const HELP_GOES_TO: &str = "Who is told when invitations need help";
const SESSION_IDLE_HOURS: &str = "Signed out when unused for";
const SESSION_HOURS: &str = "Signed out in any case after";

/// The form, and what the page needs beside it.
pub(in crate::workspaces) struct Editor<'e> {
    pub actor: &'e Actor,
    pub form: &'e SettingsForm,
    pub errors: &'e FormErrors,
    /// What time it is now in the zone of the form.
    pub time_there: String,
}

/// For who may change them.
pub(in crate::workspaces) fn edited(editor: &Editor<'_>) -> Page {
    let lead = format!(
        "What holds for everybody in {}.",
        editor.actor.workspace.name
    );
    ui::shell(&Shell {
        lead: Some(&lead),
        content: html! {
            form.narrow.stack method="post" {
                (editor.errors.summary())
                @for was in &editor.form.was { input type="hidden" name="was" value=(was); }
                (ui::card("General", general(editor)))
                (ui::card("Invitations", invitations(editor)))
                (ui::card("Sessions", sessions(editor)))
                div.row { (Button::primary("Save settings")) }
            }
        },
        ..Shell::of(editor.actor, PATH, TITLE)
    })
}

/// For everybody else who may see them.
pub(in crate::workspaces) fn shown(actor: &Actor, settings: &Settings) -> Page {
    let facts = |facts: &[(&str, &str)]| {
        let facts: Vec<(&str, &dyn maud::Render)> = facts
            .iter()
            .map(|(name, value)| (*name, value as &dyn maud::Render))
            .collect();
        ui::facts(&facts)
    };
    ui::shell(&Shell {
        lead: Some(
            "You can see these. Changing them needs the permission \u{201c}Write settings\u{201d}.",
        ),
        content: html! {
            div.narrow.stack {
                (ui::card("General", facts(&[
                    (NAME, settings.name.as_str()),
                    (TIME_ZONE, &settings.time_zone.title()),
                ])))
                (ui::card("Invitations", facts(&[
                    (INVITATION_HOURS, &hours(settings.invitation_hours)),
                    (INVITATIONS_A_DAY, &settings.invitations_a_day.to_string()),
                    (HELP_GOES_TO, settings.help_goes_to.title()),
                ])))
                (ui::card("Sessions", facts(&[
                    (SESSION_IDLE_HOURS, &hours(settings.session_idle_hours)),
                    (SESSION_HOURS, &hours(settings.session_hours)),
                ])))
            }
        },
        ..Shell::of(actor, PATH, TITLE)
    })
}

fn general(editor: &Editor<'_>) -> Markup {
    html! {
        div.stack {
            (ui::field(&Field {
                name: "name",
                label: NAME,
                value: &editor.form.name,
                error: editor.errors.of("name"),
                autocomplete: "organization",
                most_characters: Title::MOST_CHARACTERS.try_into().ok(),
                required: true,
                ..Field::default()
            }))
            (time_zone(editor))
        }
    }
}

/// Places of the world, and the zone that was chosen where it is none of them.
fn time_zone(editor: &Editor<'_>) -> Markup {
    let value = editor.form.time_zone.as_str();
    let chosen = value.parse::<Zone>().ok();
    let elsewhere = chosen.filter(|zone| zone.region().is_none() && *zone != Zone::UTC);
    let places = Zone::REGIONS.map(|region| (region, Zone::in_region(region).collect()));
    let places: Vec<(&str, Vec<Zone>)> = elsewhere
        .map(|zone| ("As it is", vec![zone]))
        .into_iter()
        .chain(places)
        .collect();
    let titled: Vec<(&str, Vec<(&str, String)>)> = places
        .iter()
        .map(|(region, zones)| (*region, zones.iter().map(|zone| place(*zone)).collect()))
        .collect();
    let choices: Vec<(&str, Vec<Choice<'_>>)> = titled
        .iter()
        .map(|(region, zones)| (*region, zones.iter().map(choice).collect()))
        .collect();
    let groups: Vec<(&str, &[Choice<'_>])> = choices
        .iter()
        .map(|(region, choices)| (*region, choices.as_slice()))
        .collect();
    let zones = Grouped {
        first: Choice {
            value: Zone::UTC.name(),
            label: Zone::UTC.name(),
        },
        groups: &groups,
    };
    let hint = format!(
        "Pages and mails tell times in it. Now it is {}.",
        editor.time_there
    );
    ui::field(&Field {
        name: "time_zone",
        label: TIME_ZONE,
        kind: Kind::Grouped(&zones),
        value,
        hint: Some(&hint),
        error: editor.errors.of("time_zone"),
        ..Field::default()
    })
}

/// By the name of the place, so that typing its first letters finds it.
fn place(zone: Zone) -> (&'static str, String) {
    let title = zone.title();
    let within = title.split_once('/').map(|(_, place)| place.to_owned());
    (zone.name(), within.unwrap_or(title))
}

fn choice<'c>((value, label): &'c (&str, String)) -> Choice<'c> {
    Choice { value, label }
}

fn invitations(editor: &Editor<'_>) -> Markup {
    let (form, errors) = (editor.form, editor.errors);
    let told = HelpGoesTo::ALL.map(|told| RadioOption {
        value: told.as_str(),
        label: told.title(),
        text: match told {
            HelpGoesTo::Admins => "Everybody who has one of the two roles.",
            HelpGoesTo::Owners => "Admins aren't told.",
            HelpGoesTo::Inviter => "Each hears about the people they have invited.",
        },
        refused: None,
    });
    html! {
        div.stack {
            (in_hours(editor, Field {
                name: "invitation_hours",
                label: INVITATION_HOURS,
                value: &form.invitation_hours,
                hint: Some("168 hours is 7 days, and 720 the most. Who invites can choose another time."),
                ..Field::default()
            }))
            (ui::field(&Field {
                name: "invitations_a_day",
                label: INVITATIONS_A_DAY,
                kind: number(&form.invitations_a_day),
                value: &form.invitations_a_day,
                hint: Some("Sending one again doesn't count."),
                error: errors.of("invitations_a_day"),
                required: true,
                ..Field::default()
            }))
            (ui::options(&Options {
                name: "help_goes_to",
                label: HELP_GOES_TO,
                options: &told,
                value: &form.help_goes_to,
                error: errors.of("help_goes_to"),
            }))
        }
    }
}

fn sessions(editor: &Editor<'_>) -> Markup {
    let form = editor.form;
    html! {
        div.stack {
            (in_hours(editor, Field {
                name: "session_idle_hours",
                label: SESSION_IDLE_HOURS,
                value: &form.session_idle_hours,
                hint: Some("168 hours is 7 days."),
                ..Field::default()
            }))
            (in_hours(editor, Field {
                name: "session_hours",
                label: SESSION_HOURS,
                value: &form.session_hours,
                hint: Some("720 hours is 30 days. A shorter time counts at once, for who is signed in now as well."),
                ..Field::default()
            }))
        }
    }
}

fn in_hours<'f>(editor: &'f Editor<'_>, field: Field<'f>) -> Markup {
    ui::field(&Field {
        kind: number(field.value),
        suffix: Some("hours"),
        error: editor.errors.of(field.name),
        required: true,
        ..field
    })
}

/// A browser shows nothing of a number that is none, so that is shown as the text it is.
fn number(value: &str) -> Kind<'static> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        Kind::Number
    } else {
        Kind::Text
    }
}
