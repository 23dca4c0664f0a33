//! How names of roles and teams stand in a sentence.

/// `an` Agent, `a` Sales lead.
pub fn article(name: &str) -> &'static str {
    let begins_with_vowel = name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']);
    if begins_with_vowel { "an" } else { "a" }
}

/// What stands before one of several: `Agent`, `, Biller`, ` and Sales lead`.
pub fn joint(number: usize, of: usize) -> &'static str {
    match of - number {
        _ if number == 0 => "",
        1 => " and ",
        _ => ", ",
    }
}

/// More teams than these are counted.
const MOST_NAMED: usize = 5;

/// The first of some names, and how many more there are.
pub fn first_few(names: &[String]) -> (&[String], usize) {
    match names.split_at_checked(MOST_NAMED) {
        // Two words for one name would say less.
        Some((few, more)) if more.len() > 1 => (few, more.len()),
        _ => (names, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_a_sentence_as_people_say_them() {
        assert_eq!([article("Agent"), article("Sales lead")], ["an", "a"]);
        let joined = |of: usize| (0..of).map(|number| joint(number, of)).collect::<Vec<_>>();
        assert_eq!(joined(1), [""]);
        assert_eq!(joined(3), ["", ", ", " and "]);
    }

    #[test]
    fn many_are_counted() {
        let names: Vec<String> = (0..9).map(|number| number.to_string()).collect();
        let few = |of: usize| first_few(&names[..of]);
        assert_eq!(few(0), (&names[..0], 0));
        assert_eq!(few(6), (&names[..6], 0));
        assert_eq!(few(7), (&names[..5], 2));
        assert_eq!(few(9), (&names[..5], 4));
    }
}
