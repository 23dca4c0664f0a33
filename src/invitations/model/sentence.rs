//! How names of roles stand in a sentence.

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
}
