use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use thiserror::Error;

use super::{characters::steers_direction, stored_text::stored_text};

/// A few lines from one person to another: up to 500 characters of plain text.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Note(String);

stored_text!(Note);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    #[error("Use at most {most} characters. These are {typed}.", most = Note::MOST_CHARACTERS)]
    TooLong { typed: usize },
    #[error("This holds a character that can't be shown. Type it again instead of pasting it.")]
    Unshowable,
}

impl Note {
    pub const MOST_CHARACTERS: usize = 500;

    /// `None` if there is nothing in it. Lines end as they do here, wherever they were typed.
    pub fn parse(typed: &str) -> Result<Option<Self>, NoteError> {
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let is_odd = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || steers_direction(c);
        if text.contains(is_odd) {
            return Err(NoteError::Unshowable);
        }
        match text.chars().count() {
            ..=Self::MOST_CHARACTERS => Ok(Some(Self(text.to_owned()))),
            typed => Err(NoteError::TooLong { typed }),
        }
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines().map(str::trim_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_few_lines_of_plain_text() {
        let note = Note::parse("  Welcome, Nora!\r\n\r\nSee you on Monday. 🎉 \n")
            .unwrap()
            .unwrap();
        assert_eq!(note.as_str(), "Welcome, Nora!\n\nSee you on Monday. 🎉");
        assert_eq!(note.lines().count(), 3);
        assert_eq!(Note::parse(" \r\n "), Ok(None));
        assert!(Note::parse(&"é".repeat(500)).is_ok());
        assert_eq!(
            Note::parse(&"é".repeat(501)),
            Err(NoteError::TooLong { typed: 501 })
        );
        for odd in ["a\u{7}b", "a\u{202E}b", "a\u{1b}[31m"] {
            assert_eq!(Note::parse(odd), Err(NoteError::Unshowable), "{odd:?}");
        }
    }
}
