//! Text that has to fit into a card. A drawing has no line breaks, and nothing measures it here, so each
//! letter's width is an estimate, in parts of the size of the type.

use unicode_normalization::char::is_combining_mark;

const ELLIPSIS: f64 = 0.85;

/// What a letter of Inter takes, semibold.
fn width_of(letter: char) -> f64 {
    match letter {
        _ if is_combining_mark(letter) => 0.0,
        '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' => 0.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' | ' ' => 0.31,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' => 0.41,
        'W' => 1.08,
        'm' | 'w' | 'M' | '@' | '%' | '…' => 0.92,
        'A'..='Z' => 0.73,
        'a'..='z' | '0'..='9' => 0.6,
        // Hangul, Kana, ideographs, whole forms, pictures.
        '\u{1100}'..='\u{115F}'
        | '\u{2600}'..='\u{27BF}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{1F000}'..='\u{3FFFD}' => 1.05,
        _ if letter.is_uppercase() => 0.85,
        'à'..='ÿ' | 'ā'..='ž' => 0.62,
        _ => 0.74,
    }
}

/// As much of a text as fits into a width at a size, with an ellipsis where something is missing.
pub(super) fn fitting(text: &str, (width, size): (f64, f64)) -> String {
    let room = width / size;
    let whole: f64 = text.chars().map(width_of).sum();
    if whole <= room {
        return text.to_owned();
    }
    let mut taken = 0.0;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            taken += width_of(*letter);
            taken <= room - ELLIPSIS
        })
        .collect();
    // A joiner holds two pictures together; half of them is another one.
    let kept = kept.trim_end_matches(['\u{200D}', ' ']);
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: (f64, f64) = (108.0, 12.5);

    #[test]
    fn what_fits_stays_and_what_does_not_is_cut_with_an_ellipsis() {
        for name in ["Jonas Lindqvist", "Maja Öberg", "山田太郎", "Priya Thomas"] {
            assert_eq!(fitting(name, CARD), name);
        }
        let long = "Maximiliane Oberhuber-Wagenknecht";
        assert_eq!(fitting(long, CARD), "Maximiliane Ob…");
        assert_eq!(fitting(&"山".repeat(20), CARD), "山山山山山山山…");
        assert_eq!(fitting("", CARD), "");
    }

    #[test]
    fn a_mark_stays_with_its_letter() {
        let name = "e\u{301}".repeat(40);
        let cut = fitting(&name, CARD);
        assert!(cut.ends_with("\u{301}…"), "{cut:?}");
    }
}
