use maud::{Markup, html};

use super::super::{Icon, icon};
use super::{Choice, Field, Grouped, Kind};

/// The box that something is typed into or picked in.
pub(super) fn control(field: &Field<'_>) -> Markup {
    match field.kind {
        Kind::Lines(lines) => several_lines(field, lines),
        Kind::File(accept) => file(field, accept),
        Kind::Choice(choices) => list(field, &options(field, choices)),
        Kind::Grouped(grouped) => list(field, &groups(field, grouped)),
        _ if stands_alone(field) => input(field, "input"),
        _ => html! {
            div.input.framed {
                @if let Kind::Search = field.kind { (icon(Icon::Search)) }
                @if let Some(prefix) = field.prefix { span.affix id={ (field.id()) "-prefix" } { (prefix) } }
                (input(field, ""))
                @if let Some(suffix) = field.suffix { span.affix id={ (field.id()) "-suffix" } { (suffix) } }
                @if let Kind::Password | Kind::NewPassword = field.kind { (show_password(field)) }
            }
        },
    }
}

fn stands_alone(field: &Field<'_>) -> bool {
    let is_plain = matches!(
        field.kind,
        Kind::Text | Kind::Email | Kind::Number | Kind::Date | Kind::Fixed
    );
    is_plain && field.prefix.is_none() && field.suffix.is_none()
}

fn input(field: &Field<'_>, class: &str) -> Markup {
    let kind = match field.kind {
        Kind::Email => "email",
        Kind::Search => "search",
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::Password | Kind::NewPassword => "password",
        _ => "text",
    };
    let class = (!class.is_empty()).then_some(class);
    // An address is as odd a word as a name, so nothing is corrected in either.
    let is_word = !matches!(field.kind, Kind::Email | Kind::Search);
    html! {
        input class=[class] id=(field.id()) name=(field.name) type=(kind) value=(field.value)
            autocomplete=(autocomplete(field)) placeholder=[field.placeholder]
            maxlength=[field.most_characters] required[field.required]
            readonly[matches!(field.kind, Kind::Fixed)]
            spellcheck=[(!is_word).then_some("false")]
            data-key=[matches!(field.kind, Kind::Search).then_some("/")]
            data-strength[matches!(field.kind, Kind::NewPassword)]
            aria-describedby=[field.described_by()]
            aria-invalid=[field.error.map(|_| "true")] autofocus[takes_focus(field)];
    }
}

/// What is chosen can't be sent back with the form.
fn file(field: &Field<'_>, accept: &str) -> Markup {
    html! {
        input.input id=(field.id()) name=(field.name) type="file" accept=(accept) required[field.required]
            aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")]
            autofocus[takes_focus(field)];
    }
}

fn several_lines(field: &Field<'_>, lines: u8) -> Markup {
    html! {
        textarea.input id=(field.id()) name=(field.name) rows=(lines)
            autocomplete=(autocomplete(field)) placeholder=[field.placeholder]
            maxlength=[field.most_characters] required[field.required]
            aria-describedby=[field.described_by()]
            // The parser drops a line break right after the tag, and this one isn't typed.
            aria-invalid=[field.error.map(|_| "true")] autofocus[takes_focus(field)] { "\n" (field.value) }
    }
}

fn list(field: &Field<'_>, choices: &Markup) -> Markup {
    html! {
        span.select {
            select.input id=(field.id()) name=(field.name) required[field.required]
                autocomplete=(autocomplete(field)) aria-describedby=[field.described_by()]
                aria-invalid=[field.error.map(|_| "true")] autofocus[takes_focus(field)] {
                (choices)
            }
            (icon(Icon::ChevronDown))
        }
    }
}

fn options(field: &Field<'_>, choices: &[Choice<'_>]) -> Markup {
    html! {
        @for choice in choices {
            option value=(choice.value) selected[choice.value == field.value] { (choice.label) }
        }
    }
}

fn groups(field: &Field<'_>, grouped: &Grouped<'_>) -> Markup {
    html! {
        (options(field, &[grouped.first]))
        @for (name, choices) in grouped.groups {
            optgroup label=(name) { (options(field, choices)) }
        }
    }
}

/// Needs a script, so it isn't there without one.
fn show_password(field: &Field<'_>) -> Markup {
    html! {
        button.reveal.with-script type="button" aria-pressed="false" aria-controls=(field.id()) title="Show what is typed" {
            (icon(Icon::Eye)) (icon(Icon::EyeOff))
            span.visually-hidden { "Show " (field.label.to_lowercase()) }
        }
    }
}

fn autocomplete<'f>(field: &Field<'f>) -> &'f str {
    match (field.autocomplete, field.kind) {
        ("", Kind::Password) => "current-password",
        ("", Kind::NewPassword) => "new-password",
        ("", _) => "off",
        (given, _) => given,
    }
}

fn takes_focus(field: &Field<'_>) -> bool {
    field.error.is_some_and(|mistake| mistake.takes_focus)
}
