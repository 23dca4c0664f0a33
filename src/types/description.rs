use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use super::{
    name_rules::{NameError, tidy},
    stored_text::stored_text,
};

/// A sentence or two about a role, a team or a department: up to 200 characters, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Description(String);

stored_text!(Description);

impl Description {
    pub const MOST_CHARACTERS: usize = 200;

    pub fn parse(typed: &str) -> Result<Self, NameError> {
        match tidy(typed, Self::MOST_CHARACTERS) {
            Ok(text) => Ok(Self(text)),
            Err(NameError::Empty) => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Description {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        Self::parse(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_description_and_a_book_is_not() {
        assert!(Description::parse(" \u{200b} ").unwrap().is_empty());
        let parsed = Description::parse("  Answers  returns ").unwrap();
        assert_eq!(parsed.as_str(), "Answers returns");
        assert!(Description::parse(&"a".repeat(200)).is_ok());
        assert!(Description::parse(&"a".repeat(201)).is_err());
        assert!(Description::parse("two\nlines").is_err());
    }
}
