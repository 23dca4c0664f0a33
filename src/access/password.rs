//! What may be a password.

use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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
        let is_between = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
        let about = about
            .iter()
            .flat_map(|text| std::iter::once(*text).chain(text.split(is_between)))
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(Self { text, about })
    }

    pub(super) fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Up to two seconds of work for a password that was made to be hard to judge.
    pub(super) fn refuse_if_easy(&self) -> Result<(), PasswordError> {
        let about: Vec<&str> = self.about.iter().map(String::as_str).collect();
        let is_guessed = |text: &str| zxcvbn::zxcvbn(text, &about).guesses() <= TOO_FEW_GUESSES;
        // `Northwind1` takes more guesses than a list is long, but not of somebody who knows the name:
        // then only the rest has to be guessed.
        let rest = without_names(self.expose(), &about);
        let is_easy = |rest: String| rest.chars().all(char::is_numeric) || is_guessed(&rest);
        if is_guessed(self.expose()) || rest.is_some_and(is_easy) {
            return Err(PasswordError::TooEasy);
        }
        Ok(())
    }
}

/// The same password, however a keyboard composes it. `None` for what is too long to be one.
pub(super) fn normalised(typed: &str) -> Option<SecretText> {
    (typed.len() <= MOST_TYPED).then(|| SecretText::new(typed.nfkc().collect::<String>()))
}

/// What is left of a password when the names in it are taken out, the longest first. `None` if there
/// are none in it.
fn without_names(password: &str, about: &[&str]) -> Option<String> {
    /// Three letters of Latin, one of a script where a letter may be a whole name.
    const SHORTEST_NAME: usize = 3;
    let mut names: Vec<String> = about.iter().map(|name| folded(name)).collect();
    names.retain(|name| name.len() >= SHORTEST_NAME);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let whole = folded(password);
    let rest = names
        .iter()
        .fold(whole.clone(), |rest, name| rest.replace(name, ""));
    (rest.len() < whole.len()).then_some(rest)
}

/// Letters and digits alone, without case and marks, as somebody types a name who can't be bothered.
fn folded(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
        .map(|c| match c {
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ı' => 'i',
            'ς' => 'σ',
            other => other,
        })
        .collect()
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

    #[test]
    fn ones_own_names_are_no_password_however_they_are_joined_spelt_or_lengthened() {
        let about = [
            "maja@northwind.example",
            "Maja Öberg",
            "Northwind Support",
            "northwind",
        ];
        for easy in [
            "MajaÖberg",
            "MajaO\u{308}berg",
            "majaoberg",
            "ÖbergMaja!",
            "NorthwindSupport",
            "northwind-support",
            "northwind.example",
            "maja.oberg@northwind",
            "maja1234",
            "Oberg2026",
            "Maja19840312",
            "ｎｏｒｔｈｗｉｎｄ７７",
            "MajaPassword",
            "maja-aaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(judged(easy, &about), Some(PasswordError::TooEasy), "{easy}");
        }
        for good in [
            "correct horse maja battery",
            "northwind teapot lantern",
            "Maja-kv7Qx2mZ",
        ] {
            assert_eq!(judged(good, &about), None, "{good}");
        }
    }

    #[test]
    fn names_of_every_script_are_known_in_a_password() {
        for (name, easy) in [
            ("Søren Ørsted", "SorenOrsted"),
            ("山田 太郎", "山田太郎20260101"),
            ("王 芳", "王芳王芳1234"),
            ("Анна Львова", "АННАльвова1"),
            ("محمد علي", "محمدعلي2026"),
            ("अनुष्का शर्मा", "अनुष्का-शर्मा-1"),
            ("이지은", "이지은이지은12"),
        ] {
            assert_eq!(
                judged(easy, &[name]),
                Some(PasswordError::TooEasy),
                "{easy}"
            );
        }
        assert_eq!(judged("длинный чайник Анна фонарь", &["Анна Львова"]), None);
        assert_eq!(judged("bobbin lantern teapot", &["Li Bo", ""]), None);
    }
}
