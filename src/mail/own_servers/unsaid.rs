//! A server may repeat what it was told. Nobody else hears it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;

/// Anything shorter may also be a part of an ordinary word, and is taken out where it stands alone.
const NO_PART_OF_A_WORD: usize = 6;

/// A server's words, without the password and without what was said to sign in with it: by PLAIN both
/// in one, by LOGIN each for itself.
pub(super) fn unsaid(words: &str, (username, password): (&str, &str)) -> String {
    // Without what fills them up at the end, which a server may leave away.
    let encoded = |text: &str| BASE64_STANDARD_NO_PAD.encode(text);
    // The longest first, since the others may be parts of it.
    let spellings = [
        encoded(&format!("{username}\0{username}\0{password}")),
        encoded(&format!("\0{username}\0{password}")),
        encoded(password),
        password.to_owned(),
    ];
    spellings
        .iter()
        .filter(|spelling| !spelling.is_empty())
        .fold(words.to_owned(), |words, spelling| {
            without(&words, spelling)
        })
}

fn without(words: &str, spelling: &str) -> String {
    let is_plain = |neighbour: Option<char>| neighbour.is_none_or(|c| !c.is_alphanumeric());
    let may_be_part = spelling.chars().count() < NO_PART_OF_A_WORD;
    let (mut left, mut rest) = (String::new(), words);
    while let Some((before, after)) = rest.split_once(spelling) {
        let last = before.chars().next_back().or(left.chars().next_back());
        let stands_alone = is_plain(last) && is_plain(after.chars().next());
        left.push_str(before);
        left.push_str(if may_be_part && !stands_alone {
            spelling
        } else {
            "***"
        });
        rest = after;
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_to_sign_in_is_left_out_in_every_spelling() {
        let user = ("northwind", "herring-umbrella-7");
        for (said, left) in [
            ("535 Wrong password", "535 Wrong password"),
            ("535 herring-umbrella-7?", "535 ***?"),
            ("xherring-umbrella-7x", "x***x"),
            ("aGVycmluZy11bWJyZWxsYS03", "***"),
            ("AG5vcnRod2luZABoZXJyaW5nLXVtYnJlbGxhLTc=", "***="),
            ("AG5vcnRod2luZABoZXJyaW5nLXVtYnJlbGxhLTc", "***"),
        ] {
            assert_eq!(unsaid(said, user), left, "{said}");
        }
    }

    #[test]
    fn a_short_password_is_left_out_where_it_isnt_a_part_of_a_word() {
        for (said, left) in [
            ("try another time", "try another time"),
            ("no", "***"),
            ("no, not no.", "***, not ***."),
            ("nono", "nono"),
            ("bm8= nobm8", "***= nobm8"),
            ("AHUAbm8=", "***="),
        ] {
            assert_eq!(unsaid(said, ("u", "no")), left, "{said}");
        }
    }
}
