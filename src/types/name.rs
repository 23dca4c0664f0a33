//! Names: of people, and of the things they name.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use unicode_normalization::char::is_combining_mark;

use super::{
    characters::{is_invisible, is_visible},
    name_rules::{NameError, folded, has_slash, tidy},
    stored_text::stored_text,
};

/// What somebody is called: 1 to 100 characters of any script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PersonName(String);

stored_text!(PersonName);

impl PersonName {
    pub const MOST_CHARACTERS: usize = 100;

    pub fn parse(typed: &str) -> Result<Self, NameError> {
        let text = tidy(typed, Self::MOST_CHARACTERS)?;
        if has_slash(&text) {
            return Err(NameError::Slash);
        }
        Ok(Self(text))
    }

    /// One or two letters for a badge: of the first word and of the last.
    pub fn initials(&self) -> String {
        let mut words = self
            .0
            .split(' ')
            .filter(|word| word.chars().any(is_visible));
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).map(initial).collect()
    }
}

impl FromStr for PersonName {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        Self::parse(typed)
    }
}

/// What a workspace, role, team or department is called: 1 to 60 characters. A slash is fine here
/// ("Billing / Returns"), a link isn't.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Title(String);

stored_text!(Title);

impl Title {
    pub const MOST_CHARACTERS: usize = 60;

    pub fn parse(typed: &str) -> Result<Self, NameError> {
        tidy(typed, Self::MOST_CHARACTERS).map(Self)
    }

    /// What is unique where titles are: two titles that a reader would take for the same have the
    /// same key, whatever their case, width or invisible characters.
    pub fn key(&self) -> String {
        folded(&self.0)
    }

    /// The key of what somebody wrote, if it is a title.
    pub fn key_of(text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        folded(&words.join(" "))
    }
}

impl FromStr for Title {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        Self::parse(typed)
    }
}

/// The first letter of a word with what belongs to it: its marks, and the rest of an emoji that is
/// several characters drawn as one.
fn initial(word: &str) -> String {
    const JOINER: char = '\u{200D}';
    let start = word
        .find(char::is_alphanumeric)
        .or_else(|| word.find(is_visible))
        .unwrap_or_default();
    let (_, from_start) = word.split_at(start);
    let mut rest = from_start.chars();
    let Some(first) = rest.next() else {
        return String::new();
    };
    let mut cluster = String::from(capital(first));
    let mut previous = first;
    let mut half_flag = is_half_flag(first);
    for c in rest {
        let belongs = is_combining_mark(c)
            || is_invisible(c)
            || is_skin_tone(c)
            || (previous == JOINER && !c.is_alphanumeric())
            || (half_flag && is_half_flag(c));
        if !belongs {
            break;
        }
        half_flag = false;
        cluster.push(c);
        previous = c;
    }
    cluster
}

/// A letter whose capital is two letters stays as it is.
fn capital(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_half_flag(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(typed: &str) -> PersonName {
        PersonName::parse(typed).unwrap()
    }

    #[test]
    fn names_of_the_world_pass_unharmed() {
        for name in [
            "Maja Öberg",
            "O’Neill-Smith, Jr.",
            "山田太郎",
            "محمد بن سلمان",
            "دانش\u{200C}آموز",
            "שרה כהן",
            "अनुष्का शर्मा",
            "Nguyễn Thị Ánh",
            "ไพลิน ศรีสุข",
            "👩\u{200D}🚀 Ada",
            "❤\u{FE0F}",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "1\u{FE0F}\u{20E3}",
        ] {
            assert_eq!(person(name).as_str(), name);
        }
    }

    #[test]
    fn a_person_has_up_to_100_characters_and_a_thing_60() {
        assert_eq!(person(&"é".repeat(100)).as_str().chars().count(), 100);
        assert!(PersonName::parse(&"e\u{301}".repeat(100)).is_ok());
        assert_eq!(
            PersonName::parse(&"é".repeat(101)),
            Err(NameError::TooLong { most: 100 })
        );
        assert!(Title::parse(&"é".repeat(60)).is_ok());
        assert_eq!(
            Title::parse(&"é".repeat(61)).unwrap_err().to_string(),
            "Use at most 60 characters."
        );
    }

    #[test]
    fn a_slash_is_for_things_not_for_people() {
        for text in ["Billing / Returns", "Billing \\ Returns", "a\u{FF0F}b"] {
            assert_eq!(PersonName::parse(text), Err(NameError::Slash), "{text:?}");
            assert_eq!(Title::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(Title::parse("https://a.example"), Err(NameError::Link));
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, initials) in [
            ("Maja Öberg", "MÖ"),
            ("maja von öberg", "MÖ"),
            ("Cher", "C"),
            ("(Bo) “Al”", "BA"),
            ("山田 太郎", "山太"),
            ("山田太郎", "山"),
            ("ßen", "ß"),
            ("मीना शर्मा", "मीश"),
            ("👩\u{200D}🚀 Ada", "👩\u{200D}🚀A"),
            ("👍🏽 x", "👍🏽X"),
            ("🇩🇪🇫🇷", "🇩🇪"),
            ("🇨🇨🇨🇨", "🇨🇨"),
            ("Ada \u{200D}", "A"),
            ("…", "…"),
        ] {
            assert_eq!(person(name).initials(), initials, "{name:?}");
        }
    }

    #[test]
    fn titles_that_read_the_same_have_the_same_key() {
        let key = |typed| Title::parse(typed).unwrap().key();
        assert_eq!(key("Billing"), key("BILLING"));
        assert_eq!(key("Bil\u{200B}ling"), key("billing"));
        assert_eq!(key("ﬁrst line"), key("First  Line"));
        assert_ne!(key("Billing 1"), key("Billing 2"));
    }

    proptest! {
        #[test]
        fn a_name_kept_is_a_name_again_and_has_initials(typed in "\\PC{0,40}") {
            if let Ok(name) = PersonName::parse(&typed) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!((1..=100).contains(&name.as_str().chars().count()));
                prop_assert!(!name.initials().is_empty());
            }
        }

        #[test]
        fn a_title_always_has_a_key(typed in "\\PC{0,40}") {
            if let Ok(title) = Title::parse(&typed) {
                prop_assert!(!title.key().is_empty());
            }
        }
    }
}
