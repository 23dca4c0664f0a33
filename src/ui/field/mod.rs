//! A field of a form: its label, what is typed or picked, a hint, and what is wrong with it.

mod control;
mod options;
mod toggle;

use maud::{Markup, html};

pub use options::{Options, RadioOption, options, options_with_more};
pub use toggle::{Toggle, checkbox, switch, switch_in_place};

use super::{Icon, Mistake, icon};
use control::control;

/// What can be typed or picked.
#[derive(Clone, Copy, Debug, Default)]
pub enum Kind<'f> {
    #[default]
    Text,
    Email,
    Search,
    Number,
    /// A day, written as year-month-day.
    Date,
    /// A password that exists.
    Password,
    /// A password that is being made up: its strength is shown.
    NewPassword,
    /// Several lines, so many to begin with.
    Lines(u8),
    /// One of a list; the field's `value` is the one that is picked.
    Choice(&'f [Choice<'f>]),
    /// The same under headings, after one that stands for none of them or in none of them.
    Grouped(&'f Grouped<'f>),
    /// A file of a kind, as `accept` has it.
    File(&'f str),
    /// Shown, sent, and not to be changed.
    Fixed,
}

#[derive(Clone, Copy, Debug)]
pub struct Choice<'f> {
    pub value: &'f str,
    pub label: &'f str,
}

#[derive(Clone, Copy, Debug)]
pub struct Grouped<'f> {
    pub first: Choice<'f>,
    pub groups: &'f [(&'f str, &'f [Choice<'f>])],
}

/// Say what differs: `Field { name: "email", label: "Email", kind: Kind::Email, ..Field::default() }`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'f> {
    pub name: &'f str,
    pub label: &'f str,
    pub kind: Kind<'f>,
    pub value: &'f str,
    pub hint: Option<&'f str>,
    pub error: Option<Mistake<'f>>,
    /// What a browser may fill in by itself; `off` where empty.
    pub autocomplete: &'f str,
    pub placeholder: Option<&'f str>,
    pub most_characters: Option<u16>,
    /// Belongs to the value but isn't typed: `muster.example/`, `hours`.
    pub prefix: Option<&'f str>,
    pub suffix: Option<&'f str>,
    pub optional: bool,
    pub required: bool,
    /// Read aloud only, where the place says what it is.
    pub label_hidden: bool,
    /// Its name, unless a page has several of that name.
    pub id: Option<&'f str>,
}

impl<'f> Field<'f> {
    fn id(&self) -> &'f str {
        self.id.unwrap_or(self.name)
    }

    fn hint(&self) -> Option<&'f str> {
        match (self.hint, self.kind) {
            (None, Kind::NewPassword) => Some("At least 8 characters. Longer is stronger."),
            (hint, _) => hint,
        }
    }

    /// The ids of the sentences about it.
    fn described_by(&self) -> Option<String> {
        let affixes = [
            self.prefix.map(|_| "prefix"),
            self.suffix.map(|_| "suffix"),
            match (self.error, self.hint()) {
                (Some(_), _) => Some("error"),
                (None, Some(_)) => Some("hint"),
                (None, None) => None,
            },
        ];
        let ids: Vec<String> = affixes
            .into_iter()
            .flatten()
            .map(|part| format!("{}-{part}", self.id()))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

pub fn field(field: &Field<'_>) -> Markup {
    let id = field.id();
    html! {
        div.field {
            label.visually-hidden[field.label_hidden] for=(id) {
                (field.label)
                @if field.optional { " " span.optional { "optional" } }
            }
            (control(field))
            @if let Some(mistake) = field.error { (error(id, mistake.text)) }
            @if let Kind::NewPassword = field.kind {
                // A script keeps both up to date; without one the hint is the rule.
                meter.strength.with-script min="0" max="4" low="1.5" high="2.5" optimum="4" value="0" aria-label="Password strength" {}
            }
            @if let (Kind::Lines(_), Some(most)) = (field.kind, field.most_characters) {
                // How much of it is used, kept up to date by a script.
                output.count.with-script for=(id) { (field.value.chars().count()) " of " (most) }
            }
            @if let Some(hint) = field.hint().filter(|_| field.error.is_none()) {
                @if let Kind::NewPassword = field.kind { output.hint id={ (id) "-hint" } for=(id) { (hint) } }
                @else { p.hint id={ (id) "-hint" } { (hint) } }
            }
        }
    }
}

fn error(id: &str, text: &str) -> Markup {
    html! { p.error id={ (id) "-error" } { (icon(Icon::Alert)) span { (text) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_stands_in_for_the_hint_and_is_tied_to_the_field() {
        let plain = Field {
            name: "slug",
            label: "Address",
            hint: Some("Letters and digits."),
            prefix: Some("muster.example/"),
            ..Field::default()
        };
        let shown = field(&plain).into_string();
        assert!(
            shown.contains(r#"aria-describedby="slug-prefix slug-hint""#),
            "{shown}"
        );
        let wrong = Field {
            error: Some(Mistake::first("Taken.")),
            ..plain
        };
        let shown = field(&wrong).into_string();
        assert!(
            shown.contains(r#"aria-describedby="slug-prefix slug-error""#),
            "{shown}"
        );
        assert!(
            shown.contains(r#"aria-invalid="true""#) && shown.contains(" autofocus"),
            "{shown}"
        );
        assert!(!shown.contains("Letters and digits."), "{shown}");
    }
}
