//! A workspace's address, `/{slug}/…`.

use std::{borrow::Cow, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{Deserialize, Deserializer, de};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::stored_text::stored_text;

/// 3 to 40 of a-z, 0-9 and hyphens inside, and no reserved word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Slug(String);

stored_text!(Slug);

/// Why a text isn't a slug, as a sentence for the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("Use 3 to 40 characters.")]
    Length,
    #[error("Use only a to z, 0 to 9 and hyphens.")]
    Character,
    #[error("Start and end with a letter or a number.")]
    OuterHyphen,
    #[error("This address is reserved, choose another.")]
    Reserved,
}

/// Words that stand first in a path of Muster's own, today or likely one day, and words that would
/// let a workspace pass for the server: `/login` or `/support` of somebody else's making. Sorted.
///
/// A word that is added later closes the workspace that already has it; look before adding.
const RESERVED: [&str; 45] = [
    "about",
    "account",
    "admin",
    "administrator",
    "api",
    "app",
    "assets",
    "auth",
    "console",
    "dashboard",
    "dev",
    "docs",
    "email",
    "favicon",
    "health",
    "help",
    "invitation",
    "invite",
    "live",
    "login",
    "logout",
    "mail",
    "metrics",
    "muster",
    "new",
    "oauth",
    "onboarding",
    "password",
    "ready",
    "robots",
    "security",
    "settings",
    "setup",
    "sign-in",
    "sign-up",
    "signin",
    "signup",
    "sso",
    "static",
    "status",
    "support",
    "system",
    "webhooks",
    "well-known",
    "www",
];

impl Slug {
    pub const FEWEST_CHARACTERS: usize = 3;
    pub const MOST_CHARACTERS: usize = 40;

    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        // The length in bytes is looked at first, so that a megabyte costs nothing.
        if text.len() <= Self::MOST_CHARACTERS && !text.chars().all(allowed) {
            return Err(SlugError::Character);
        }
        if !(Self::FEWEST_CHARACTERS..=Self::MOST_CHARACTERS).contains(&text.len()) {
            return Err(SlugError::Length);
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::OuterHyphen);
        }
        if RESERVED.binary_search(&text).is_ok() {
            return Err(SlugError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// What a workspace of this name might want for an address. `None` where the name has no
    /// letters to make one of, or makes a reserved word.
    pub fn suggest(name: &str) -> Option<Self> {
        let beginning = name.chars().take(4 * Self::MOST_CHARACTERS);
        let mut text = String::new();
        for c in beginning.nfkd().filter(|c| !is_combining_mark(*c)) {
            if text.len() > Self::MOST_CHARACTERS {
                break;
            }
            push_plain(&mut text, c);
        }
        text.truncate(Self::MOST_CHARACTERS);
        Self::parse(text.trim_end_matches('-')).ok()
    }
}

/// Writes a character the way a slug can: letters that don't come apart into a letter and a mark
/// as they are spelled without them, an apostrophe not at all, anything else as one hyphen.
fn push_plain(text: &mut String, c: char) {
    match c.to_lowercase().next().unwrap_or(c) {
        plain if plain.is_ascii_alphanumeric() => text.push(plain),
        'ß' => text.push_str("ss"),
        'æ' => text.push_str("ae"),
        'œ' => text.push_str("oe"),
        'þ' => text.push_str("th"),
        'ø' => text.push('o'),
        'ł' => text.push('l'),
        'đ' | 'ð' => text.push('d'),
        'ħ' => text.push('h'),
        'ı' => text.push('i'),
        '\'' | '’' => {}
        _ if text.is_empty() || text.ends_with('-') => {}
        _ => text.push('-'),
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Slug {
    type Error = SlugError;

    fn try_from(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lowercase_letters_digits_and_inner_hyphens_make_a_slug() {
        for text in ["abc", "a-b", "a--b", "2nd", "123", &"a".repeat(40)] {
            assert_eq!(Slug::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn each_mistake_has_its_own_sentence() {
        for (text, why) in [
            ("", SlugError::Length),
            ("ab", SlugError::Length),
            (&*"a".repeat(41), SlugError::Length),
            (&*"é".repeat(1 << 20), SlugError::Length),
            ("Abc", SlugError::Character),
            ("a b", SlugError::Character),
            ("a.b", SlugError::Character),
            ("münchen", SlugError::Character),
            ("abc\n", SlugError::Character),
            ("abc\0", SlugError::Character),
            ("-abc", SlugError::OuterHyphen),
            ("abc-", SlugError::OuterHyphen),
            ("---", SlugError::OuterHyphen),
            ("setup", SlugError::Reserved),
            ("login", SlugError::Reserved),
        ] {
            assert_eq!(Slug::parse(text), Err(why));
        }
        assert_eq!(
            SlugError::Reserved.to_string(),
            "This address is reserved, choose another."
        );
    }

    #[test]
    fn the_reserved_words_are_sorted_and_would_be_slugs() {
        assert!(RESERVED.is_sorted_by(|a, b| a < b));
        for word in RESERVED {
            assert_eq!(Slug::parse(word), Err(SlugError::Reserved), "{word}");
        }
        for word in ["setup", "api", "assets", "health", "metrics", "dev"] {
            assert!(RESERVED.contains(&word), "{word}");
        }
    }

    #[test]
    fn json_is_parsed_on_the_way_in() {
        assert_eq!(
            serde_json::from_str::<Slug>("\"acme\"").unwrap().as_str(),
            "acme"
        );
        assert!(serde_json::from_str::<Slug>("\"api\"").is_err());
        assert!(serde_json::from_str::<Slug>("7").is_err());
    }

    #[test]
    fn a_suggestion_spells_the_name_plainly() {
        for (name, slug) in [
            ("Northwind Traders", Some("northwind-traders")),
            ("  Müller & Söhne (GmbH) ", Some("muller-sohne-gmbh")),
            ("Café Straße Øst", Some("cafe-strasse-ost")),
            ("Bob’s Łódź", Some("bobs-lodz")),
            ("ＡＣＭＥ", Some("acme")),
            ("Æ & Ə x", Some("ae-x")),
            ("Support", None),
            ("山田商店", None),
            ("AB", None),
            ("", None),
        ] {
            assert_eq!(
                Slug::suggest(name).as_ref().map(Slug::as_str),
                slug,
                "{name:?}"
            );
        }
        let long = Slug::suggest(&"abc ".repeat(1 << 18)).unwrap();
        assert!(long.as_str().len() >= 38);
    }

    proptest! {
        #[test]
        fn a_slug_is_what_the_rule_says(text in "[a-c0-9-]{0,42}") {
            let rule = (3..=40).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-');
            prop_assert_eq!(Slug::parse(&text).is_ok(), rule);
        }

        #[test]
        fn a_suggestion_is_always_a_slug(name in any::<String>()) {
            if let Some(slug) = Slug::suggest(&name) {
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
            }
        }
    }
}
