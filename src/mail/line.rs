use chrono::{DateTime, Utc};

use crate::types::Zone;

/// A name in a mail is cut here: what is longer is no name but a text of somebody's own.
const MOST_OF_A_NAME: usize = 50;

/// A sentence in a mail. Names stand out in it, and can't become anything else.
#[derive(Clone, Debug, Default)]
pub struct Line {
    parts: Vec<Part>,
    is_quoted: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    Words(String),
    Name(String),
}

impl Line {
    pub fn new(words: &str) -> Self {
        Self::default().words(words)
    }

    #[must_use]
    pub fn words(mut self, words: &str) -> Self {
        self.parts.push(Part::Words(words.to_owned()));
        self
    }

    /// What a person has chosen: a name of somebody or something.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.parts.push(Part::Name(harmless(name)));
        self
    }

    /// A line of what a person wrote for another one. It leads nowhere, like a name, but isn't cut.
    pub fn quoted(text: &str) -> Self {
        Self {
            parts: vec![Part::Words(defused(text))],
            is_quoted: true,
        }
    }

    /// A moment, with the name of the time zone that it is told in.
    #[must_use]
    pub fn time(self, at: DateTime<Utc>, zone: Zone) -> Self {
        self.words(&zone.exactly(at))
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn is_quoted(&self) -> bool {
        self.is_quoted
    }

    /// Somebody's words can't be taken for ours.
    pub(super) fn plain(&self) -> String {
        let mark = if self.is_quoted { "> " } else { "" };
        let texts = self.parts.iter().map(|part| match part {
            Part::Words(text) | Part::Name(text) => text.as_str(),
        });
        std::iter::once(mark).chain(texts).collect()
    }
}

/// A name that no mail program turns into a link: invisible joiners stand where an address would go
/// on.
pub(super) fn harmless(name: &str) -> String {
    let mut characters = name.chars().filter(|c| !c.is_control());
    let mut cut: String = characters.by_ref().take(MOST_OF_A_NAME).collect();
    if characters.next().is_some() {
        cut.push('…');
    }
    defused(&cut)
}

fn defused(text: &str) -> String {
    const JOINER: char = '\u{2060}';
    let mut defused = String::new();
    let mut rest = text.chars().filter(|c| !c.is_control()).peekable();
    while let Some(c) = rest.next() {
        defused.push(c);
        let goes_on = rest.peek().is_some_and(|next| !next.is_whitespace());
        if matches!(c, '.' | '。' | '．' | '｡' | '@' | ':') && goes_on {
            defused.push(JOINER);
        }
    }
    defused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_and_leads_nowhere() {
        assert_eq!(harmless("Maja Öberg"), "Maja Öberg");
        assert_eq!(harmless("Dr. Northwind Inc."), "Dr. Northwind Inc.");
        assert_eq!(harmless("evil.example"), "evil.\u{2060}example");
        assert_eq!(harmless("evil．com"), "evil．\u{2060}com");
        assert_eq!(harmless("a@b.c"), "a@\u{2060}b.\u{2060}c");
        assert_eq!(harmless("x\r\nBcc: y"), "xBcc: y");
        assert_eq!(harmless(&"é".repeat(50)), "é".repeat(50));
        assert_eq!(harmless(&"é".repeat(51)), format!("{}…", "é".repeat(50)));
    }
}
