//! Text as programs send it.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::FieldErrors;
use crate::types::{Description, EmailAddress, Note, PersonName, Title};

/// `Title` as it is described: what a pattern can say of it is something to see, no control character
/// and at most six digits.
pub struct TitleText;

/// The same of `Description`, which may be empty.
pub struct DescriptionText;

const TITLE: &str =
    r"^(?=.*\S)(?:[^0-9\u0000-\u001f\u007f-\u009f]*[0-9]){0,6}[^0-9\u0000-\u001f\u007f-\u009f]*$";
const DESCRIPTION: &str =
    r"^(?:[^0-9\u0000-\u001f\u007f-\u009f]*[0-9]){0,6}[^0-9\u0000-\u001f\u007f-\u009f]*$";

impl PartialSchema for TitleText {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.min_length(Some(1))
            .max_length(Some(Title::MOST_CHARACTERS))
            .pattern(Some(TITLE))
            .examples(["Returns"])
            .into()
    }
}

impl ToSchema for TitleText {
    fn name() -> Cow<'static, str> {
        "Title".into()
    }
}

impl PartialSchema for DescriptionText {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.max_length(Some(Description::MOST_CHARACTERS))
            .pattern(Some(DESCRIPTION))
            .examples(["Looks after one team."])
            .into()
    }
}

impl ToSchema for DescriptionText {
    fn name() -> Cow<'static, str> {
        "Description".into()
    }
}

impl FieldErrors {
    pub fn title(&mut self, field: &str, text: &str) -> Option<Title> {
        self.fits(field, (text, Title::MOST_CHARACTERS))?;
        self.check(field, Title::parse(text))
    }

    pub fn description(&mut self, field: &str, text: &str) -> Option<Description> {
        self.fits(field, (text, Description::MOST_CHARACTERS))?;
        self.check(field, Description::parse(text))
    }

    pub fn person_name(&mut self, field: &str, text: &str) -> Option<PersonName> {
        self.fits(field, (text, PersonName::MOST_CHARACTERS))?;
        self.check(field, PersonName::parse(text))
    }

    pub fn email(&mut self, field: &str, text: &str) -> Option<EmailAddress> {
        self.is_short(field, (text, EmailAddress::MOST_CHARACTERS))?;
        self.check(field, EmailAddress::parse(text))
    }

    /// Of several lines, or none.
    pub fn note(&mut self, field: &str, text: &str) -> Option<Option<Note>> {
        self.is_short(field, (text, Note::MOST_CHARACTERS))?;
        self.check(field, Note::parse(text))
    }

    /// A form forgives what lies around a text. A program is held to what is written of its field.
    fn is_short(&mut self, field: &str, (text, most): (&str, usize)) -> Option<()> {
        if text.chars().count() > most {
            self.add(
                field,
                "invalid",
                format_args!("Use at most {most} characters."),
            );
            return None;
        }
        Some(())
    }

    fn fits(&mut self, field: &str, (text, most): (&str, usize)) -> Option<()> {
        self.is_short(field, (text, most))?;
        if text.chars().any(char::is_control) {
            self.add(
                field,
                "invalid",
                "Use one line of plain text, without tabs or control characters.",
            );
            return None;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_as_it_is_sent() {
        for (text, is_fine) in [
            (" Returns ", true),
            ("Returns\n", false),
            ("\tReturns", false),
            ("", false),
        ] {
            let mut errors = FieldErrors::default();
            let parsed = errors.title("name", text);
            assert_eq!(parsed.is_some(), is_fine, "{text:?}");
            assert_eq!(errors.is_empty(), is_fine, "{text:?}");
        }
        let mut errors = FieldErrors::default();
        let long = |most: usize| format!(" {}", "a".repeat(most));
        assert!(errors.title("name", &long(60)).is_none());
        assert!(errors.person_name("name", &long(100)).is_none());
        assert!(errors.note("message", &long(500)).is_none());
        let address = format!("{}n@x.example", " ".repeat(250));
        assert!(errors.email("email", &address).is_none());
        assert_eq!(errors.into_errors().len(), 4);
        assert!(
            FieldErrors::default()
                .description("description", "")
                .is_some()
        );
    }
}
