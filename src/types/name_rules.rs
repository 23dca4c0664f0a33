//! What the name of a person or a thing may be made of.
//!
//! Names go into mails, headers and other people's pages, so they can't carry what breaks a line,
//! turns text around, piles up on its neighbours or becomes a link. Everything else is how somebody
//! writes their name and passes unharmed.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::characters::{is_invisible, is_no_character, is_visible, steers_direction};

/// Why a text isn't a name, as a sentence for the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("Enter a name.")]
    Empty,
    #[error("Use at most {most} characters.")]
    TooLong { most: usize },
    #[error("Use one line of plain text, without tabs or control characters.")]
    ControlCharacter,
    #[error("Leave out the hidden characters that change the direction of text.")]
    DirectionControl,
    #[error("Use at most 3 accents on one letter.")]
    TooManyMarks,
    #[error("Leave out links and web addresses.")]
    Link,
    #[error("Leave out slashes.")]
    Slash,
    #[error("Leave out phone numbers and other numbers of more than 6 digits.")]
    PhoneNumber,
}

const MOST_MARKS: usize = 3;

/// In all, wherever they stand: with one more it can be a number worth calling.
const MOST_DIGITS: usize = 6;

/// Several times what the longest name takes, uncomposed and widely spaced. More isn't read.
const MOST_BYTES_READ: usize = 8 * 1024;

/// What mail and chat programs turn into something to click, also without `//` behind it.
const SCHEMES: [&str; 15] = [
    "callto",
    "data",
    "file",
    "ftp",
    "http",
    "https",
    "javascript",
    "mailto",
    "sip",
    "sips",
    "skype",
    "sms",
    "tel",
    "vbscript",
    "xmpp",
];

/// The text as it is kept: NFC, trimmed, one space between words.
pub(super) fn tidy(typed: &str, most: usize) -> Result<String, NameError> {
    let trimmed = typed.trim();
    if trimmed.len() > MOST_BYTES_READ {
        return Err(NameError::TooLong { most });
    }
    let ends_a_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if trimmed
        .chars()
        .any(|c| ends_a_line(c) || is_no_character(c))
    {
        return Err(NameError::ControlCharacter);
    }
    if trimmed.chars().any(steers_direction) {
        return Err(NameError::DirectionControl);
    }
    // Counted as typed and again as kept: composing swallows a mark or two of a pile, and a few
    // characters come apart into more.
    if longest_run_of_marks(trimmed) > MOST_MARKS {
        return Err(NameError::TooManyMarks);
    }
    let composed: String = trimmed.nfc().collect();
    let text = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.chars().any(is_visible) {
        return Err(NameError::Empty);
    }
    if text.chars().count() > most {
        return Err(NameError::TooLong { most });
    }
    if longest_run_of_marks(&text) > MOST_MARKS {
        return Err(NameError::TooManyMarks);
    }
    if reads_as_link(&text) {
        return Err(NameError::Link);
    }
    if folded(&text).chars().filter(|c| c.is_numeric()).count() > MOST_DIGITS {
        return Err(NameError::PhoneNumber);
    }
    Ok(text)
}

/// A slash, or what a reader would take for one.
pub(super) fn has_slash(text: &str) -> bool {
    undisguised(text).contains(['/', '\\'])
}

/// Folded, with the characters that only look like those of an address as what they look like.
fn undisguised(text: &str) -> String {
    folded(text)
        .chars()
        .map(|c| match c {
            '\u{2044}' | '\u{2215}' | '\u{2571}' | '\u{27CB}' | '\u{29F8}' => '/',
            '\u{2216}' | '\u{2572}' | '\u{27CD}' | '\u{29F9}' => '\\',
            '\u{2236}' | '\u{A789}' => ':',
            // A browser takes it for a dot in a host's name.
            '\u{3002}' => '.',
            other => other,
        })
        .collect()
}

/// The text with everything dropped that a reader wouldn't call a difference: case, width,
/// ligatures, invisible characters. Folding again changes nothing.
pub(super) fn folded(text: &str) -> String {
    let plain: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    let lower = plain.to_lowercase();
    lower
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect()
}

/// An invisible character between two marks doesn't part them: they still pile up on one letter.
fn longest_run_of_marks(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        if is_combining_mark(c) {
            run += 1;
            longest = longest.max(run);
        } else if !is_invisible(c) {
            run = 0;
        }
    }
    longest
}

fn reads_as_link(text: &str) -> bool {
    let text = undisguised(text);
    text.contains("://") || text.contains("www.") || has_scheme(&text)
}

/// "data:text" is a link and "Data: reports" is a title.
fn has_scheme(text: &str) -> bool {
    let mut parts = text.split(':').peekable();
    while let (Some(before), Some(after)) = (parts.next(), parts.peek()) {
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
        if word.is_some_and(|word| SCHEMES.contains(&word)) && !after.starts_with(' ') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tidied(text: &str) -> Result<String, NameError> {
        tidy(text, 100)
    }

    #[test]
    fn white_space_is_trimmed_and_collapsed() {
        let name = tidied(" \u{3000} Maja \u{A0}\u{2003} Öberg\n");
        assert_eq!(name.as_deref(), Ok("Maja Öberg"));
    }

    #[test]
    fn letters_are_composed() {
        assert_eq!(tidied("O\u{308}berg").as_deref(), Ok("Öberg"));
    }

    #[test]
    fn nothing_to_see_is_no_name() {
        for text in [
            "",
            "  ",
            "\u{200B}",
            "\u{200D}\u{FE0F}",
            "\u{3164}",
            "\u{2800}",
            "\u{301}",
        ] {
            assert_eq!(tidied(text), Err(NameError::Empty), "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in [
            "a\0b",
            "a\r\nBcc: b",
            "a\tb",
            "a\u{7F}",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{2029}b",
            "\u{1B}[31m",
        ] {
            assert_eq!(tidied(text), Err(NameError::ControlCharacter), "{text:?}");
        }
    }

    #[test]
    fn text_can_not_be_turned_around() {
        for text in ["a\u{202E}b", "\u{202A}a", "a\u{2066}", "a\u{2069}b"] {
            assert_eq!(tidied(text), Err(NameError::DirectionControl), "{text:?}");
        }
        assert!(tidied("שלום\u{200F} (A)").is_ok());
    }

    #[test]
    fn three_marks_in_a_row_are_enough() {
        for base in ["Z", "e"] {
            let marks = |n| format!("{base}{}", "\u{301}".repeat(n));
            assert!(tidied(&marks(3)).is_ok());
            assert_eq!(tidied(&marks(4)), Err(NameError::TooManyMarks));
        }
        let parted = "Z\u{301}\u{302}\u{200D}\u{303}\u{304}";
        assert_eq!(tidied(parted), Err(NameError::TooManyMarks));
    }

    #[test]
    fn a_megabyte_is_too_long_whatever_it_holds() {
        for text in ["a", "\u{301}", "a ", "\0"] {
            let text = format!("a{}a", text.repeat(1 << 20));
            assert_eq!(tidied(&text), Err(NameError::TooLong { most: 100 }));
        }
    }

    #[test]
    fn a_link_is_no_name() {
        for text in [
            "http://evil.example",
            "HTTPS:evil",
            "see http:",
            "javascript:alert(1)",
            "mailto:a@b.example",
            "tel:+4912345",
            "gopher://x",
            "Eve www.evil.example",
            "WWW.evil",
            "\u{FF57}\u{FF57}\u{FF57}\u{FF0E}evil",
            "ht\u{200B}tp:x",
            "http\u{FF1A}x",
            "(https:x)",
            "www\u{2024}evil.example",
            "www\u{3002}evil\u{3002}example",
            "www\u{FF61}evil",
            "gopher:\u{2215}\u{2044}evil",
            "gopher\u{2236}\u{29F8}\u{29F8}evil",
            "http\u{A789}x",
        ] {
            assert_eq!(tidied(text), Err(NameError::Link), "{text:?}");
        }
        for text in [
            "Data: reports",
            "Hotel:Berlin",
            "Level 2: calls",
            "awww",
            "a.b",
            "モーニング娘。",
        ] {
            assert!(tidied(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_phone_number_is_no_name_in_any_script() {
        for text in [
            "Call +49 900 123456",
            "1234567",
            "1 2 3 4 5 6 7",
            "Ana ٠١٢٣٤٥٦",
            "Ana ०१२३४५६",
            "Ana １２３４５６７",
            "Ana ①②③④⑤⑥⑦",
            "Ana 𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
            "0\u{200B}900-CALL-123.456",
        ] {
            assert!(tidied(text).is_err(), "{text:?}");
        }
        for text in [
            "Team 7",
            "R2-D2",
            "Season 2026/27",
            "Ana 123456",
            "Ⅷ. 部門 2",
        ] {
            assert!(tidied(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_looks_like_a_slash_is_one() {
        for slash in [
            '/', '\\', '\u{2215}', '\u{2044}', '\u{29F8}', '\u{FF0F}', '\u{2571}', '\u{27CB}',
            '\u{2216}', '\u{29F9}', '\u{FF3C}', '\u{FE68}', '\u{2572}', '\u{27CD}',
        ] {
            assert!(has_slash(&format!("a{slash}b")), "{slash:?}");
        }
        assert!(!has_slash("ノ丿-|ı·"));
    }

    #[test]
    fn folding_again_changes_nothing_for_any_character() {
        for c in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            let once = folded(&format!("a{c}Σ"));
            assert_eq!(folded(&once), once, "{c:?}");
        }
    }

    #[test]
    fn what_looks_the_same_folds_to_the_same() {
        assert_eq!(folded("ΟΔΟΣ"), folded("οδος"));
        assert_eq!(folded("Ａdm\u{200B}in"), folded("ADMIN"));
        assert_ne!(folded("Uber"), folded("Über"));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_again(text in prop_oneof!["\\PC{0,40}", "[a-zÖ\u{301}\u{308}\u{345}\u{200D}: .w/]{0,12}"]) {
            if let Ok(kept) = tidied(&text) {
                prop_assert_eq!(tidied(&kept), Ok(kept));
            }
        }

        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
