//! What is wrong in a form, by field, in words for the person who filled it in.

use maud::{Markup, html};

use super::{Icon, icon};

/// One field's mistake. The first of a form takes the focus when the form comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake<'e> {
    pub text: &'e str,
    pub takes_focus: bool,
}

impl<'e> Mistake<'e> {
    pub const fn first(text: &'e str) -> Self {
        Self {
            text,
            takes_focus: true,
        }
    }

    pub const fn further(text: &'e str) -> Self {
        Self {
            text,
            takes_focus: false,
        }
    }
}

/// In the order in which the fields were checked, which is the order they stand in.
#[derive(Debug, Default)]
pub struct FormErrors(Vec<(&'static str, String)>);

impl FormErrors {
    /// The parsed value, or `None` and a message by the field.
    pub fn check<T, E: std::fmt::Display>(
        &mut self,
        field: &'static str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        parsed
            .map_err(|error| self.0.push((field, error.to_string())))
            .ok()
    }

    /// The version that a form was filled in on, and nothing where it doesn't say so.
    pub fn version(&mut self, text: &str) -> Option<Option<i32>> {
        if text.is_empty() {
            return Some(None);
        }
        let parsed = text.parse().map(Some);
        let unreadable = "This page is out of date. Open it again.";
        self.check("version", parsed.map_err(|_| unreadable))
    }

    pub fn one(field: &'static str, error: &impl std::fmt::Display) -> Self {
        Self(vec![(field, error.to_string())])
    }

    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push((field, message.into()));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(&self, field: &str) -> Option<Mistake<'_>> {
        let at = self.0.iter().position(|(wrong, _)| *wrong == field)?;
        let (_, text) = self.0.get(at)?;
        Some(Mistake {
            text,
            takes_focus: at == 0,
        })
    }

    /// How many there are and where, with a way to each. A single one is said by its field.
    pub fn summary(&self) -> Markup {
        html! {
            @if self.0.len() > 1 {
                div.banner.bad role="alert" {
                    (icon(Icon::Alert))
                    div {
                        p { (self.0.len()) " things need another look" }
                        ul { @for (field, text) in &self.0 { li { a href={ "#" (field) } { (text) } } } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mistake_takes_the_focus_and_several_are_listed() {
        let mut errors = FormErrors::default();
        assert_eq!(errors.check("name", Ok::<_, String>("Ana")), Some("Ana"));
        errors.check::<(), _>("role", Err("Choose a role."));
        assert_eq!(errors.summary().into_string(), "");
        errors.check::<(), _>("email", Err("Type an address."));
        assert_eq!(errors.of("name"), None);
        assert_eq!(errors.of("role"), Some(Mistake::first("Choose a role.")));
        assert_eq!(
            errors.of("email"),
            Some(Mistake::further("Type an address."))
        );
        assert!(errors.summary().into_string().contains("2 things"));
    }
}
