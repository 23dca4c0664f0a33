//! What may be a password.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::types::SecretText;

const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;
/// Longer than any password can be before it is normalised, so that normalising stays cheap.
const MOST_TYPED: usize = 4096;
/// About as many as the most common passwords there are lists of.
const TOO_FEW_GUESSES: u64 = 10_000;

/// A password of a length that may be one. Whether it is too easy takes time to find out, so that is
/// asked where it is hashed.
#[derive(Clone, Debug)]
pub struct Password {
    text: SecretText,
    about: Vec<String>,
}

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PasswordError {
    #[error("Use at least 8 characters.")]
    TooShort,
    #[error("Use at most 256 characters.")]
    TooLong,
    #[error("This password has a character that can't be typed.")]
    Nul,
    #[error(
        "This password is among the first that somebody would try. Use a longer one, for example three unrelated words."
    )]
    TooEasy,
}

impl Password {
    /// `about` is what an attacker knows: the person's email and name, the workspace's name.
    pub fn parse(typed: &str, about: &[&str]) -> Result<Self, PasswordError> {
        let text = normalised(typed).ok_or(PasswordError::TooLong)?;
        if text.expose().contains('\0') {
            return Err(PasswordError::Nul);
        }
        match text.expose().chars().count() {
            count if count < *LENGTH.start() => return Err(PasswordError::TooShort),
            count if count > *LENGTH.end() => return Err(PasswordError::TooLong),
            _ => {}
        }
        let about = about
            .iter()
            .flat_map(|text| std::iter::once(*text).chain(text.split([' ', '@', '.', '-'])))
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(Self { text, about })
    }

    pub(super) fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Up to a second of work for a password that was made to be hard to judge.
    pub(super) fn refuse_if_easy(&self) -> Result<(), PasswordError> {
        let about: Vec<&str> = self.about.iter().map(String::as_str).collect();
        let guesses = zxcvbn::zxcvbn(self.expose(), &about).guesses();
        if guesses <= TOO_FEW_GUESSES || is_own_name_with_a_digit(self.expose(), &about) {
            return Err(PasswordError::TooEasy);
        }
        Ok(())
    }
}

/// The same password, however a keyboard composes it. `None` for what is too long to be one.
pub(super) fn normalised(typed: &str) -> Option<SecretText> {
    (typed.len() <= MOST_TYPED).then(|| SecretText::new(typed.nfkc().collect::<String>()))
}

/// `northwind1` takes more guesses than a list is long, but not of somebody who knows the name.
fn is_own_name_with_a_digit(password: &str, about: &[&str]) -> bool {
    const SHORTEST_NAME: usize = 4;
    const FEWEST_OTHERS: usize = 4;
    let password = password.to_lowercase();
    about
        .iter()
        .filter(|name| name.chars().count() >= SHORTEST_NAME)
        .map(|name| password.replace(&name.to_lowercase(), ""))
        .any(|others| others.chars().count() < FEWEST_OTHERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(typed: &str, about: &[&str]) -> Option<PasswordError> {
        match Password::parse(typed, about) {
            Ok(password) => password.refuse_if_easy().err(),
            Err(error) => Some(error),
        }
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(judged("ünïcödé", &[]), Some(PasswordError::TooShort));
        assert_eq!(judged("hørse battery ståple", &[]), None);
        assert_eq!(judged(&"длинный пароль ".repeat(17), &[]), None);
        assert_eq!(judged(&"x9".repeat(129), &[]), Some(PasswordError::TooLong));
        assert_eq!(
            judged(&"ﷺ".repeat(100_000), &[]),
            Some(PasswordError::TooLong)
        );
        assert_eq!(judged("corr\0ect horse", &[]), Some(PasswordError::Nul));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        let about = ["maja@northwind.example", "Maja Öberg", "Northwind Support"];
        for easy in [
            "password",
            "Password1",
            "12345678",
            "qwertyui",
            "northwind",
            "Northwind1",
            "maja@northwind.example",
            "iloveyou",
            "aaaaaaaaaaaa",
        ] {
            assert_eq!(judged(easy, &about), Some(PasswordError::TooEasy), "{easy}");
        }
        assert_eq!(judged("teapot-lantern-orbit", &about), None);
    }
}
