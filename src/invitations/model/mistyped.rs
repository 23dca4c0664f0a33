//! Addresses that look like a slip of the finger.

use crate::types::EmailAddress;

/// Where very many people have their mail, and what is easily mistyped.
const BIG: [&str; 10] = [
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "icloud.com",
    "outlook.com",
    "protonmail.com",
    "proton.me",
    "yahoo.com",
    "yahoo.co.uk",
];

/// These are a letter away and somebody's all the same.
const REAL: [&str; 6] = [
    "mail.com",
    "email.com",
    "ymail.com",
    "fmail.com",
    "hotmail.ca",
    "proton.com",
];

/// From so many letters on, two of them may be wrong.
const LONG: usize = 7;

/// The address that was probably meant.
pub fn meant(email: &EmailAddress) -> Option<EmailAddress> {
    let (_, domain) = email.key().rsplit_once('@')?;
    let (local, _) = email.typed().rsplit_once('@')?;
    if BIG.contains(&domain) || REAL.contains(&domain) {
        return None;
    }
    let near = BIG.iter().filter(|big| is_near(domain, big));
    let nearest = near.min_by_key(|big| distance(domain, big))?;
    EmailAddress::parse(&format!("{local}@{nearest}")).ok()
}

fn is_near(domain: &str, big: &str) -> bool {
    if domain.len().abs_diff(big.len()) > 2 {
        return false;
    }
    // Another ending is another place, unless it is all that is wrong.
    match (domain.split_once('.'), big.split_once('.')) {
        (Some((name, ending)), Some((big_name, big_ending)))
            if ending == big_ending && big_name.len() >= LONG =>
        {
            distance(name, big_name) <= 2
        }
        _ => distance(domain, big) <= 1,
    }
}

/// How many letters are wrong, missing, too many or swapped with their neighbours.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, c) in one.chars().enumerate() {
        let mut this = vec![row + 1];
        let mut left = row + 1;
        let neighbours = last.iter().zip(last.iter().skip(1));
        for (column, (&wanted, (&diagonal, &above))) in other.iter().zip(neighbours).enumerate() {
            let replaced = diagonal + usize::from(c != wanted);
            let swapped = column.checked_sub(1).and_then(|second| {
                let is_swapped = other.get(second) == Some(&c) && previous == Some(wanted);
                before_last
                    .get(second)
                    .filter(|_| is_swapped)
                    .map(|cost| cost + 1)
            });
            left = replaced.min(above + 1).min(left + 1);
            left = swapped.map_or(left, |swapped| left.min(swapped));
            this.push(left);
        }
        before_last = std::mem::replace(&mut last, this);
        previous = Some(c);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant_by(typed: &str) -> Option<String> {
        meant(&EmailAddress::parse(typed).unwrap()).map(|email| email.typed().to_owned())
    }

    #[test]
    fn a_slip_at_a_big_place_is_seen_and_the_rest_of_the_address_stays() {
        for (slip, place) in [
            ("gmial.com", "gmail.com"),
            ("gmal.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("hotnial.com", "hotmail.com"),
            ("yaho.com", "yahoo.com"),
            ("outlok.com", "outlook.com"),
            ("outloook.com", "outlook.com"),
            ("iclould.com", "icloud.com"),
            ("yaho.co.uk", "yahoo.co.uk"),
            ("Gmial.com", "gmail.com"),
        ] {
            assert_eq!(
                meant_by(&format!("Nora.Bell+x@{slip}")),
                Some(format!("Nora.Bell+x@{place}"))
            );
        }
    }

    #[test]
    fn other_places_are_left_alone() {
        for domain in [
            "gmail.com",
            "GMAIL.com",
            "mail.com",
            "email.com",
            "ymail.com",
            "hotmail.fr",
            "hotmail.ca",
            "yahoo.ca",
            "yahoo.de",
            "outlook.cz",
            "northwind.example",
            "gmx.net",
            "me.com",
            "web.de",
            "gmail.northwind.example",
            "google.com",
            "post.com",
        ] {
            assert_eq!(meant_by(&format!("nora@{domain}")), None, "{domain}");
        }
    }

    #[test]
    fn distances_are_counted_in_slips() {
        for (one, other, slips) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("abcd", "acbd", 1),
            ("abcd", "abce", 1),
            ("abcd", "abd", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), slips, "{one} {other}");
        }
    }
}
