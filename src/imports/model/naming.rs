//! What a cell calls by name.

use std::collections::HashMap;

use crate::types::Title;

/// Between names, of which each may have these in it.
const BETWEEN: [char; 5] = [';', '\n', '\r', '|', ','];

/// Where one of these stands, a comma belongs to a name.
const BETWEEN_FOR_SURE: [char; 4] = [';', '\n', '\r', '|'];

/// Longer ones aren't names of anything here, and paths of no more than a few.
const MOST_BYTES: usize = 4 * Title::MOST_CHARACTERS;

/// More in a cell aren't looked at.
const MOST_NAMES: usize = 50;

/// Things that are found by what they are called, whatever its case.
#[derive(Clone, Debug)]
pub struct ByName<T> {
    things: HashMap<String, T>,
}

impl<T> ByName<T> {
    pub fn of(things: impl IntoIterator<Item = (String, T)>) -> Self {
        let keyed = |(name, thing): (String, T)| (Title::key_of(&name), thing);
        Self {
            things: things.into_iter().map(keyed).collect(),
        }
    }

    pub fn find(&self, name: &str) -> Option<&T> {
        if name.len() > MOST_BYTES {
            return None;
        }
        self.things.get(&Title::key_of(name))
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.values()
    }

    /// All that a cell names, or the first name that is nothing's. The longest name counts: a team may be
    /// called `Returns; EU`.
    pub fn all_in<'t, 'c>(&'t self, cell: &'c str) -> Result<Vec<&'t T>, &'c str> {
        let mut found = Vec::new();
        let mut rest = cell.trim_matches(between);
        while !rest.is_empty() {
            if found.len() == MOST_NAMES {
                return Err(first_of(rest));
            }
            let (thing, after) = self.longest(rest).ok_or_else(|| first_of(rest))?;
            found.push(thing);
            rest = after.trim_start_matches(between);
        }
        Ok(found)
    }

    fn longest<'c>(&self, text: &'c str) -> Option<(&T, &'c str)> {
        let ends = text.match_indices(BETWEEN).map(|(at, _)| at);
        let ends: Vec<usize> = ends
            .chain([text.len()])
            .take_while(|end| *end <= MOST_BYTES)
            .collect();
        ends.into_iter().rev().find_map(|end| {
            let (name, after) = text.split_at(end);
            Some((self.find(name)?, after))
        })
    }
}

fn between(c: char) -> bool {
    c.is_whitespace() || BETWEEN.contains(&c)
}

fn first_of(text: &str) -> &str {
    let signs = if text.contains(BETWEEN_FOR_SURE) {
        &BETWEEN_FOR_SURE[..]
    } else {
        &BETWEEN[..]
    };
    let first = text.split(signs).next();
    first.unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts_and_the_first_unknown_one_is_told() {
        let names = ["Returns", "Returns; EU", "Care, and more", "Care", "VIP"];
        let known = ByName::of(names.map(|name| (name.to_owned(), name)));
        for (cell, found) in [
            ("returns", Ok(vec!["Returns"])),
            ("Returns; EU; vip", Ok(vec!["Returns; EU", "VIP"])),
            ("Returns; VIP; EU", Err("EU")),
            (
                "VIP, Care, and more, Returns",
                Ok(vec!["VIP", "Care, and more", "Returns"]),
            ),
            ("VIP\nCare\r\n ", Ok(vec!["VIP", "Care"])),
            (" | VIP |", Ok(vec!["VIP"])),
            ("Sales, EU; VIP", Err("Sales, EU")),
            ("Sales, VIP", Err("Sales")),
            (" ; ", Ok(vec![])),
        ] {
            let read = known.all_in(cell);
            let read = read.map(|found| found.into_iter().copied().collect());
            assert_eq!(read, found, "{cell:?}");
        }
        let hostile = ",a".repeat(500);
        assert_eq!(known.all_in(&hostile).unwrap_err(), "a");
        assert!(known.all_in(&"VIP,".repeat(51)).is_err());
        assert!(known.all_in(&"x".repeat(1_000)).is_err());
    }
}
