//! What people are called, in many countries and scripts.

use std::sync::LazyLock;

use super::dice::Dice;

/// Names as they are written (`names.txt`), with what stands in an address behind a slash where that is something else.
/// Family names are ones that don't change with the person.
struct Country {
    /// How many of a thousand people.
    share: u32,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    order: Order,
}

#[derive(Clone, Copy)]
enum Order {
    GivenFirst,
    FamilyFirst,
    /// Without a space between.
    FamilyFirstJoined,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub full_name: String,
    pub display_name: String,
    /// `noemie.lefevre`
    pub address: String,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let countries = include_str!("names.txt").split("\n\n");
    countries.filter_map(Country::read).collect()
});

impl Country {
    /// The share and the order, the given names, the family names: a line of each.
    fn read(text: &'static str) -> Option<Self> {
        let mut lines = text.lines();
        let (share, order) = lines.next()?.split_once(' ')?;
        Some(Self {
            share: share.parse().ok()?,
            order: match order {
                "given first" => Order::GivenFirst,
                "family first" => Order::FamilyFirst,
                "family first, joined" => Order::FamilyFirstJoined,
                _ => return None,
            },
            given: lines.next()?.split(", ").collect(),
            family: lines.next()?.split(", ").collect(),
        })
    }
}

pub fn called(dice: &mut Dice) -> Called {
    let mut at = dice.below(COUNTRIES.iter().map(|country| country.share).sum());
    let country = COUNTRIES.iter().find(|country| {
        let is_here = at < country.share;
        at = at.saturating_sub(country.share);
        is_here
    });
    let (given, family, order) = country.map_or(("", "", Order::GivenFirst), |country| {
        let given = dice.one_of(&country.given);
        (given, dice.one_of(&country.family), country.order)
    });
    let ((given, ascii_given), (family, ascii_family)) = (spelt(given), spelt(family));
    let full_name = match order {
        Order::GivenFirst => format!("{given} {family}"),
        Order::FamilyFirst => format!("{family} {given}"),
        Order::FamilyFirstJoined => format!("{family}{given}"),
    };
    Called {
        display_name: match order {
            Order::FamilyFirstJoined => full_name.clone(),
            _ => given.to_owned(),
        },
        full_name,
        address: format!("{ascii_given}.{ascii_family}"),
    }
}

/// As it is written, and as it stands in an address.
fn spelt(name: &'static str) -> (&'static str, String) {
    match name.split_once('/') {
        Some((written, ascii)) => (written, ascii.to_owned()),
        None => (name, name.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::seeding::model::dice::Throw;
    use crate::types::{EmailAddress, PersonName};

    #[test]
    fn everybody_is_called_something_that_a_form_would_take_as_it_is() {
        assert_eq!(COUNTRIES.len(), 18);
        for country in COUNTRIES.iter() {
            for name in country.given.iter().chain(&country.family) {
                let (written, ascii) = spelt(name);
                assert_eq!(PersonName::parse(written).unwrap().as_str(), written);
                let email = EmailAddress::parse(&format!("{ascii}@example.com")).unwrap();
                assert_eq!(email.key(), format!("{ascii}@example.com"), "{name}");
                assert!(ascii.is_ascii(), "{name}");
            }
        }
    }

    #[test]
    fn a_hundred_thousand_people_have_many_names_and_many_scripts() {
        let names: HashSet<String> = (0..100_000)
            .map(|number| called(&mut Dice::of(7, Throw::Name, number)).full_name)
            .collect();
        assert!(names.len() > 2_500, "{}", names.len());
        for letter in ['é', 'Ш', 'م', 'ש', '王', '김', 'さ', 'ễ', 'ş', 'ł'] {
            assert!(names.iter().any(|name| name.contains(letter)), "{letter}");
        }
    }
}
