//! Patterns of SQL's `LIKE`, made of what somebody looks for.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// An index knows parts of a text from so many characters on; below, it is looked for at the start.
const SHORTEST_PART: usize = 3;

/// Nothing that is looked for is longer.
const LONGEST: usize = 320;

/// Fits what has a text somewhere, or begins with it. For `lower(…) LIKE lower(…)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Like(String);

impl Like {
    /// What begins with this text.
    pub fn starting(text: &str) -> Self {
        Self(format!("{}%", literally(text)))
    }

    /// What has this text in it, or begins with it where it is too short for that.
    pub fn part(text: &str) -> Self {
        if text.chars().count() < SHORTEST_PART {
            Self::starting(text)
        } else {
            Self(format!("%{}%", literally(text)))
        }
    }

    /// Somebody by a part of their names or address, or by how a word of them begins where it is too short
    /// for that: for `users.search_text`, where every word has a line of its own, and folded as that is
    /// (`folded`). `None` for what nobody is called.
    pub fn somebody(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if !Self::is_possible(typed) || typed.contains('\0') {
            return None;
        }
        let words: Vec<&str> = typed.split_whitespace().collect();
        let sought = literally(&words.join("\n"));
        let letters = typed.nfd().filter(|letter| !is_mark(*letter)).count();
        Some(Self(if letters < SHORTEST_PART {
            format!("%\n{sought}%")
        } else {
            format!("%{sought}%")
        }))
    }

    /// Whether it is looked for where a word begins alone, as too short a text is.
    pub fn is_word_start(&self) -> bool {
        self.0.starts_with("%\n")
    }

    /// A text in SQL without case and accents, as `users.name_key` and `users.search_text` are kept.
    pub fn folded(text: &str) -> String {
        format!("lower(regexp_replace(normalize({text}, NFD), '[\\u0300-\\u036f]', '', 'g'))")
    }

    /// Whether anything that is kept could be this long.
    pub fn is_possible(text: &str) -> bool {
        text.chars().count() <= LONGEST
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// What stands for anything in a pattern stands for itself.
fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_anything_in_a_pattern_is_itself() {
        for (typed, part, start) in [
            ("nora", "%nora%", "nora%"),
            ("100%", "%100\\%%", "100\\%%"),
            ("a_b", "%a\\_b%", "a\\_b%"),
            ("a\\b", "%a\\\\b%", "a\\\\b%"),
        ] {
            assert_eq!(Like::part(typed).as_str(), part);
            assert_eq!(Like::starting(typed).as_str(), start);
        }
    }

    #[test]
    fn what_no_index_knows_a_part_of_is_looked_for_at_the_start() {
        for (typed, pattern) in [
            ("no", "no%"),
            ("_", "\\_%"),
            ("Łé", "Łé%"),
            ("żół", "%żół%"),
        ] {
            assert_eq!(Like::part(typed).as_str(), pattern);
        }
    }

    #[test]
    fn somebody_is_found_by_a_part_of_a_word_or_its_beginning() {
        for (typed, pattern) in [
            ("lima", Some("%lima%")),
            (" li ", Some("%\nli%")),
            ("ana  lima", Some("%ana\nlima%")),
            // Three letters with their accents, and two.
            ("żół", Some("%żół%")),
            ("e\u{301}e\u{301}", Some("%\ne\u{301}e\u{301}%")),
            ("100%", Some("%100\\%%")),
            ("_", Some("%\n\\_%")),
            ("a\0b", None),
        ] {
            let like = Like::somebody(typed);
            assert_eq!(like.as_ref().map(Like::as_str), pattern, "{typed:?}");
        }
        assert_eq!(Like::somebody(&"a".repeat(321)), None);
    }

    #[test]
    fn nothing_is_looked_for_that_is_longer_than_an_address() {
        assert!(Like::is_possible(&"é".repeat(320)));
        assert!(!Like::is_possible(&"a".repeat(321)));
    }
}
