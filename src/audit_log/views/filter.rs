use chrono::NaiveDate;
use maud::{Markup, html};

use super::{Shown, base};
use crate::access::Actor;
use crate::audit::Action;
use crate::audit_log::model::{Found, Sought, day};
use crate::audit_log::store::logged::FORMER;
use crate::audit_log::web::LogForm;
use crate::ui::{self, Button, Choice, Field, FormErrors, Grouped, Kind};

/// Behind a name is an id, which says nothing to anybody: the box shows their address instead, which
/// finds the same person.
pub(super) fn in_words(form: &LogForm, shown: &Shown) -> LogForm {
    let mut form = form.clone();
    if let (
        Ok(Sought::Id(_)),
        [
            Found {
                email: Some(email), ..
            },
        ],
    ) = (
        Sought::parse(&form.person),
        shown.narrowed.people.as_slice(),
    ) {
        form.person.clone_from(email);
    }
    form
}

pub(super) fn bar(actor: &Actor, form: &LogForm, errors: &FormErrors) -> Markup {
    let groups: Vec<(&str, Vec<Choice<'_>>)> = Action::GROUPS
        .iter()
        .map(|(name, actions)| (*name, actions.iter().copied().map(choice).collect()))
        .collect();
    let groups: Vec<(&str, &[Choice<'_>])> = groups
        .iter()
        .map(|(name, choices)| (*name, choices.as_slice()))
        .collect();
    let actions = Grouped {
        first: Choice {
            value: "",
            label: "Anything",
        },
        groups: &groups,
    };
    let days = format!("In {}", actor.workspace.zone.title());
    html! {
        form.bar.labelled role="search" method="get" action=(base(actor)) {
            (errors.summary())
            (ui::field(&Field {
                name: "person",
                label: "Person",
                kind: Kind::Search,
                value: &form.person,
                placeholder: Some("Name or email"),
                error: errors.of("person"),
                ..Field::default()
            }))
            (ui::field(&Field {
                name: "action",
                label: "What happened",
                kind: Kind::Grouped(&actions),
                value: &form.action,
                error: errors.of("action"),
                ..Field::default()
            }))
            (on_day(("from", "From", &form.from), &days, errors))
            (on_day(("to", "To", &form.to), &days, errors))
            (Button::plain("Filter"))
        }
    }
}

fn choice(action: Action) -> Choice<'static> {
    Choice {
        value: action.as_str(),
        label: action.label(),
    }
}

/// A browser shows nothing of a day that is none, so that is shown as the text it is.
fn on_day(
    (name, label, value): (&'static str, &str, &str),
    days: &str,
    errors: &FormErrors,
) -> Markup {
    let is_readable = value.trim().is_empty() || day(value).is_ok();
    ui::field(&Field {
        name,
        label,
        kind: if is_readable { Kind::Date } else { Kind::Text },
        value,
        hint: Some(days),
        error: errors.of(name),
        ..Field::default()
    })
}

/// What is shown and what isn't, in words, with the way to everything.
pub(super) fn in_force(base: &str, form: &LogForm, shown: &Shown) -> Markup {
    html! {
        @if !form.is_empty() {
            p.in-force.small {
                "Only " (what(form, shown)) ". "
                a href=(base) { "Show all entries" }
            }
        }
    }
}

fn what(form: &LogForm, shown: &Shown) -> String {
    let mut words = match shown.action {
        Some(action) => format!("\u{201c}{}\u{201d}", action.label()),
        None => "what happened".to_owned(),
    };
    if !form.person.trim().is_empty() {
        words.push_str(" by or to ");
        words.push_str(&whom(form, shown));
    }
    let on = |text: &str| {
        let day = day(text).ok()?;
        Some(NaiveDate::format(&day, "%-d %B %Y").to_string())
    };
    let days = match (on(&form.from), on(&form.to)) {
        (Some(first), Some(last)) if first == last => format!(", on {first}"),
        (Some(first), Some(last)) => format!(", from {first} to {last}"),
        (Some(first), None) => format!(", since {first}"),
        (None, Some(last)) => format!(", until {last}"),
        (None, None) => String::new(),
    };
    words + days.as_str()
}

fn whom(form: &LogForm, shown: &Shown) -> String {
    let names: Vec<&str> = shown
        .narrowed
        .people
        .iter()
        .map(|found| found.name.as_deref().unwrap_or(FORMER))
        .collect();
    if names.is_empty() {
        format!("\u{201c}{}\u{201d}, who isn't here", form.person.trim())
    } else {
        names.join(" or ")
    }
}
