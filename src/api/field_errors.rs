use std::fmt::Display;

use crate::error::{FieldError, Problem};

/// What is wrong in a body, by field: all of it is said at once.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// The parsed value, or `None` and a message by the field.
    pub fn check<T, E: Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed
            .map_err(|error| self.add(field, "invalid", error))
            .ok()
    }

    /// The same for what needn't be there.
    pub fn check_if_given<T, E: Display>(
        &mut self,
        field: &str,
        parsed: Option<Result<T, E>>,
    ) -> Option<Option<T>> {
        match parsed {
            None => Some(None),
            Some(parsed) => self.check(field, parsed).map(Some),
        }
    }

    pub fn add(&mut self, field: &str, code: &'static str, message: impl Display) {
        self.0.push(FieldError {
            field: field.to_owned(),
            code,
            message: message.to_string(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_errors(self) -> Vec<FieldError> {
        self.0
    }

    /// `value` where nothing is wrong.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}
