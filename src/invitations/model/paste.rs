//! Addresses as people type and paste them.

use std::collections::HashMap;

use thiserror::Error;

use super::MOST_AT_ONCE;
use crate::types::{EmailAddress, EmailError, PersonName};

/// One of several addresses in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Says the same when it is read again.
    pub typed: String,
    pub email: Result<EmailAddress, EmailError>,
    /// What stood beside the address, if it can be somebody's name.
    pub name: Option<PersonName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("At most {MOST_AT_ONCE} at a time; these are {count}.")]
pub struct TooMany {
    pub count: usize,
}

/// Every address once, in the order in which they come; what isn't one is there too.
pub fn read(text: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    for line in text.split(ends_a_line) {
        read_line(line, &mut found);
    }
    without_repeats(found)
}

pub fn not_too_many(entries: &[Entry]) -> Result<(), TooMany> {
    match entries.len() {
        ..=MOST_AT_ONCE => Ok(()),
        count => Err(TooMany { count }),
    }
}

/// To be typed on in one field: one a line.
pub fn written(entries: &[Entry]) -> String {
    let lines: Vec<&str> = entries.iter().map(|entry| entry.typed.as_str()).collect();
    lines.join("\n")
}

fn ends_a_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn read_line(line: &str, found: &mut Vec<Entry>) {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
        if rest.is_empty() {
            return;
        }
        let end = quoted(rest).unwrap_or_else(|| piece(rest));
        let (this, after) = rest.split_at(end);
        read_piece(this.trim(), found);
        rest = after;
    }
}

/// How long a `"Doe, Jane" <jane@x.example>` is that the text starts with: only there a comma belongs
/// to a name.
fn quoted(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let closing = inside.find(|c| {
        let closes = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        closes
    })?;
    let (_, after) = inside.split_at(closing);
    let address = after.strip_prefix('"')?.trim_start().strip_prefix('<')?;
    let end = address.find(['<', '>'])?;
    let (_, after) = address.split_at(end);
    after.strip_prefix('>').map(|rest| text.len() - rest.len())
}

/// Up to a separator, or to the end of an address in angle brackets.
fn piece(text: &str) -> usize {
    let mut has_opened = false;
    for (at, c) in text.char_indices() {
        match c {
            ',' | ';' => return at,
            '<' => has_opened = true,
            '>' if has_opened => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn read_piece(piece: &str, found: &mut Vec<Entry>) {
    let in_brackets = piece
        .strip_suffix('>')
        .and_then(|inside| inside.rsplit_once('<'));
    let Some((before, address)) = in_brackets else {
        return read_words(piece, found);
    };
    // A quoted name is all name, and an address in front of an unquoted one is another person's.
    let is_quoted = quoted(piece).is_some();
    let end_of_others = before
        .rfind('@')
        .filter(|_| !is_quoted)
        .map(|at| {
            let (_, after) = before.split_at(at);
            at + after.find(char::is_whitespace).unwrap_or(after.len())
        })
        .unwrap_or_default();
    let (others, name) = before.split_at(end_of_others);
    read_words(others, found);
    let (_, typed) = piece.split_at(end_of_others);
    found.push(Entry {
        typed: typed.trim().to_owned(),
        email: EmailAddress::parse(address),
        name: PersonName::parse(&unquoted(name.trim())).ok(),
    });
}

fn unquoted(name: &str) -> String {
    let inside = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    inside.map_or_else(
        || name.to_owned(),
        |inside| inside.replace("\\\"", "\"").replace("\\\\", "\\"),
    )
}

/// Words without an @ that stand together are one mistake.
fn read_words(text: &str, found: &mut Vec<Entry>) {
    let mut odd: Vec<&str> = Vec::new();
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches(['<', '>', ',', ';']));
    for word in words.filter(|word| !word.is_empty()) {
        if word.contains('@') {
            found.extend(not_an_address(&mut odd));
            found.push(Entry {
                typed: word.to_owned(),
                email: EmailAddress::parse(word.strip_prefix("mailto:").unwrap_or(word)),
                name: None,
            });
        } else {
            odd.push(word);
        }
    }
    found.extend(not_an_address(&mut odd));
}

fn not_an_address(words: &mut Vec<&str>) -> Option<Entry> {
    let typed = std::mem::take(words).join(" ");
    (!typed.is_empty()).then_some(Entry {
        email: Err(EmailError::NoAt),
        typed,
        name: None,
    })
}

/// Of those with the same address the first stays, with the first name that any of them has.
fn without_repeats(found: Vec<Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::with_capacity(found.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for entry in found {
        let key = match &entry.email {
            Ok(email) => email.key().to_owned(),
            Err(_) => entry.typed.clone(),
        };
        let next = kept.len();
        match kept.get_mut(*places.entry(key).or_insert(next)) {
            None => kept.push(entry),
            Some(first) if first.name.is_none() && entry.name.is_some() => *first = entry,
            Some(_) => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `address (name)`, or what isn't one in angle brackets.
    fn shown(text: &str) -> Vec<String> {
        let show = |entry: &Entry| match (&entry.email, &entry.name) {
            (Ok(email), Some(name)) => format!("{} ({name})", email.typed()),
            (Ok(email), None) => email.typed().to_owned(),
            (Err(_), _) => format!("<{}>", entry.typed),
        };
        read(text).iter().map(show).collect()
    }

    #[test]
    fn addresses_are_told_apart_by_all_that_people_put_between_them() {
        let three = ["a@x.example", "b@x.example", "c@x.example"];
        for text in [
            "a@x.example,b@x.example;c@x.example",
            " a@x.example ; b@x.example ,\tc@x.example, ",
            "a@x.example b@x.example c@x.example",
            "a@x.example\r\nb@x.example\r\n\r\nc@x.example\n",
            "<a@x.example>, <b@x.example>; <c@x.example>",
            "<a@x.example><b@x.example>\u{2028}mailto:c@x.example",
        ] {
            let read: Vec<_> = read(text)
                .into_iter()
                .map(|entry| entry.email.unwrap().typed().to_owned())
                .collect();
            assert_eq!(read, three, "{text:?}");
        }
        for nothing in ["", " \n ", ",;,", "<>,"] {
            let read = read(nothing);
            assert!(read.iter().all(|entry| entry.email.is_err()), "{read:?}");
        }
    }

    #[test]
    fn a_name_beside_an_address_is_that_persons() {
        for (text, expected) in [
            ("Nora Bell <nora@x.example>", "nora@x.example (Nora Bell)"),
            (
                "\"Doe, Jane\" <jane@x.example>",
                "jane@x.example (Doe, Jane)",
            ),
            (
                r#""Jane \"JD\" Doe"<jane@x.example>"#,
                "jane@x.example (Jane \"JD\" Doe)",
            ),
            ("\"Nora\" < nora@x.example >", "nora@x.example (Nora)"),
            ("nora@x.example <nora@x.example>", "nora@x.example"),
            (
                "nora@x.example, Nora <NORA@x.example>",
                "NORA@x.example (Nora)",
            ),
            ("a/b <nora@x.example>", "nora@x.example"),
            (
                "\"nora@x.example\" <nora@x.example>",
                "nora@x.example (nora@x.example)",
            ),
        ] {
            assert_eq!(shown(text), [expected], "{text:?}");
        }
        assert_eq!(
            shown(
                "\"Doe, Jane\" <jane@x.example> \"Roe; R\" <r@x.example>, a@x.example Ali Khan <ali@x.example>"
            ),
            [
                "jane@x.example (Doe, Jane)",
                "r@x.example (Roe; R)",
                "a@x.example",
                "ali@x.example (Ali Khan)"
            ]
        );
    }

    #[test]
    fn what_isnt_an_address_stays_as_it_was_typed() {
        assert_eq!(
            shown("please invite nora@x.example, nora@, \"Doe, Jane jane@x.example"),
            [
                "<please invite>",
                "nora@x.example",
                "<nora@>",
                "<\"Doe>",
                "<Jane>",
                "jane@x.example"
            ]
        );
        assert_eq!(shown("Nora <nora>; Nora <nora>"), ["<Nora <nora>>"]);
        assert_eq!(read("nora@")[0].email, Err(EmailError::NothingAfterAt));
    }

    #[test]
    fn repeats_merge_by_what_addresses_are_compared_by() {
        let text = "nora@x.example Nora@X.example, nora+b@x.example no.ra@x.example";
        assert_eq!(
            shown(text),
            ["nora@x.example", "nora+b@x.example", "no.ra@x.example"]
        );
    }

    #[test]
    fn five_hundred_are_enough() {
        let lines = |count| {
            let lines: Vec<String> = (0..count).map(|n| format!("p{n}@x.example")).collect();
            lines.join("\n") + "\n"
        };
        assert_eq!(not_too_many(&read(&lines(500).repeat(2))), Ok(()));
        let too_many = not_too_many(&read(&lines(612))).unwrap_err();
        assert_eq!(
            too_many.to_string(),
            "At most 500 at a time; these are 612."
        );
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(
            text in prop_oneof![
                any::<String>(),
                "([a-c@.,;<>\"\\\\ \n\t]|@x\\.example|\"a, b\" <a@x\\.example>|mailto:){0,40}",
            ]
        ) {
            let once = read(&text);
            prop_assert_eq!(&read(&written(&once)), &once);
            for entry in &once {
                prop_assert_eq!(&read(&entry.typed), std::slice::from_ref(entry));
                prop_assert!(!entry.typed.contains('\n'));
            }
        }

        #[test]
        fn every_address_is_found_whatever_stands_between(
            people in proptest::collection::vec(
                ("(Nora Bell|\"Doe, [a-c]\"|)", "[,;\n][ ,;\n\t]{0,3}"),
                1..9,
            )
        ) {
            let people: Vec<_> = people.iter().enumerate().collect();
            let text: String = people
                .iter()
                .map(|(n, (name, between))| match name.as_str() {
                    "" => format!("p{n}@x.example{between}"),
                    name => format!("{name} <p{n}@x.example>{between}"),
                })
                .collect();
            let found: Vec<_> = read(&text)
                .into_iter()
                .map(|entry| entry.email.unwrap().typed().to_owned())
                .collect();
            let wanted: Vec<_> = people.iter().map(|(n, _)| format!("p{n}@x.example")).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
