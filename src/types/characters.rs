//! Kinds of characters that names and addresses care about and the standard library doesn't tell
//! apart. The ranges are Unicode's own properties, written out because they are short and stable.

use unicode_normalization::char::is_combining_mark;

/// Embeddings, overrides and isolates, with the deprecated format controls next to them: they
/// reorder text that isn't theirs. The plain marks (U+200E, U+200F, U+061C) only lend a direction
/// to their neighbours and are part of how names are typed in Arabic and Hebrew.
pub(super) fn steers_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
}

/// Unicode's `Noncharacter_Code_Point`: nobody's letter, and no file of XML may hold the last two of the
/// first plane.
pub(super) fn is_no_character(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Unicode's `Default_Ignorable_Code_Point`: drawn as nothing at all.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether a reader sees something where only this character stands. A combining mark needs another
/// character to sit on, and U+2800 is a Braille cell without dots.
pub(super) fn is_visible(c: char) -> bool {
    const BLANK_BRAILLE: char = '\u{2800}';
    !(c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || is_combining_mark(c)
        || c == BLANK_BRAILLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_of_each_plane_are_no_characters() {
        for c in [
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{1FFFE}',
            '\u{10FFFF}',
            '\u{FDD0}',
        ] {
            assert!(is_no_character(c), "{c:?}");
        }
        for c in ['\u{FFFD}', '\u{FEFF}', 'a', '\u{1F600}', '\u{FDCF}'] {
            assert!(!is_no_character(c), "{c:?}");
        }
    }

    #[test]
    fn overrides_embeddings_and_isolates_steer_direction_and_plain_marks_do_not() {
        for c in ['\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}'] {
            assert!(steers_direction(c), "{c:?}");
        }
        for c in ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'] {
            assert!(steers_direction(c), "{c:?}");
        }
        for c in ['\u{200E}', '\u{200F}', '\u{61C}', 'a', 'ש'] {
            assert!(!steers_direction(c), "{c:?}");
        }
    }

    #[test]
    fn joiners_fillers_and_lone_marks_are_not_visible() {
        for c in [
            '\u{200B}', '\u{200D}', '\u{FE0F}', '\u{3164}', '\u{2800}', '\u{301}', ' ', '\u{3000}',
        ] {
            assert!(!is_visible(c), "{c:?}");
        }
        for c in ['a', '字', 'م', '🙂', '-'] {
            assert!(is_visible(c), "{c:?}");
        }
    }
}
