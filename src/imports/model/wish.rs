//! What a row says of somebody.

use super::Meaning;
use super::column::plain;
use crate::types::{EmailAddress, MOST_CELL_CHARACTERS, PersonName, as_it_was};

/// What isn't said stays as it is.
#[derive(Clone, Debug)]
pub struct Wish {
    pub email: EmailAddress,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    /// By name, as it is written.
    pub roles: Option<String>,
    pub teams: Option<String>,
    pub department: Option<String>,
    pub manager: Option<Chief>,
}

/// To whom somebody reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chief {
    Address(EmailAddress),
    Name(String),
}

impl Wish {
    /// Or everything that is wrong with it.
    pub fn read(meanings: &[Option<Meaning>], cells: &[String]) -> Result<Self, Vec<String>> {
        let row = Row { meanings, cells };
        let mut wrong = row.too_long();
        let email = row
            .said(Meaning::Email)
            .map(|text| EmailAddress::parse(address_in(text)));
        let email = match email {
            None => {
                wrong.push("There is no email address.".to_owned());
                None
            }
            Some(email) => kept(email, Meaning::Email, &mut wrong),
        };
        let full_name = row.full_name().map(|text| PersonName::parse(&text));
        let full_name = full_name.and_then(|name| kept(name, Meaning::FullName, &mut wrong));
        let display_name = row.said(Meaning::DisplayName).map(PersonName::parse);
        let display_name =
            display_name.and_then(|name| kept(name, Meaning::DisplayName, &mut wrong));
        let manager = row.said(Meaning::Manager).map(Chief::parse);
        let manager = manager.and_then(|one| kept(one, Meaning::Manager, &mut wrong));
        let text = |meaning| row.said(meaning).map(str::to_owned);
        match email {
            Some(email) if wrong.is_empty() => Ok(Self {
                email,
                full_name,
                display_name,
                roles: text(Meaning::Roles),
                teams: text(Meaning::Teams),
                department: text(Meaning::Department),
                manager,
            }),
            _ => Err(wrong),
        }
    }

    /// Whom the row seems to be about, before anybody said what its columns are.
    pub fn first_address(cells: &[String]) -> Option<EmailAddress> {
        let mut addresses = cells
            .iter()
            .filter(|cell| cell.contains('@'))
            .filter_map(|cell| EmailAddress::parse(address_in(plain(as_it_was(cell)))).ok());
        addresses.next()
    }
}

impl Chief {
    fn parse(text: &str) -> Result<Self, crate::types::EmailError> {
        if text.contains('@') {
            EmailAddress::parse(address_in(text)).map(Self::Address)
        } else {
            Ok(Self::Name(text.to_owned()))
        }
    }
}

/// `Ana Lima <ana@northwind.example>` is understood as well.
fn address_in(text: &str) -> &str {
    match text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((_, address)) => address,
        None => text,
    }
}

fn kept<T, E: std::fmt::Display>(
    read: Result<T, E>,
    meaning: Meaning,
    wrong: &mut Vec<String>,
) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(why) => {
            wrong.push(format!("{}: {why}", meaning.title()));
            None
        }
    }
}

struct Row<'r> {
    meanings: &'r [Option<Meaning>],
    cells: &'r [String],
}

impl<'r> Row<'r> {
    /// Nothing where the cell is empty.
    fn said(&self, meaning: Meaning) -> Option<&'r str> {
        let column = self.meanings.iter().position(|one| *one == Some(meaning))?;
        let cell = plain(as_it_was(self.cells.get(column)?));
        Some(cell).filter(|cell| !cell.is_empty())
    }

    fn full_name(&self) -> Option<String> {
        if let Some(whole) = self.said(Meaning::FullName) {
            return Some(whole.to_owned());
        }
        let parts = [Meaning::FirstName, Meaning::LastName].map(|part| self.said(part));
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        Some(parts.join(" ")).filter(|name| !name.is_empty())
    }

    fn too_long(&self) -> Vec<String> {
        let is_long = |meaning: &Meaning| {
            let cell = self.said(*meaning);
            cell.is_some_and(|cell| cell.chars().count() >= MOST_CELL_CHARACTERS)
        };
        let long = Meaning::ALL.into_iter().filter(is_long);
        long.map(|meaning| format!("{}: This is too long.", meaning.title()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[(Meaning, &str)]) -> Result<Wish, Vec<String>> {
        let meanings: Vec<Option<Meaning>> = cells.iter().map(|(one, _)| Some(*one)).collect();
        let cells: Vec<String> = cells.iter().map(|(_, cell)| (*cell).to_owned()).collect();
        Wish::read(&meanings, &cells)
    }

    #[test]
    fn what_is_empty_isnt_said_and_what_made_a_formula_harmless_goes() {
        let wish = read(&[
            (Meaning::Email, "\u{a0}Ana@N.example "),
            (Meaning::FirstName, "Ana"),
            (Meaning::LastName, " Lima"),
            (Meaning::DisplayName, "'=Ana"),
            (Meaning::Teams, " "),
            (Meaning::Manager, "Maja Öberg <maja@n.example>"),
        ]);
        let wish = wish.unwrap();
        assert_eq!(wish.email.key(), "ana@n.example");
        assert_eq!(wish.full_name.unwrap().as_str(), "Ana Lima");
        assert_eq!(wish.display_name.unwrap().as_str(), "=Ana");
        assert_eq!((wish.teams, wish.roles), (None, None));
        let maja = EmailAddress::parse("maja@n.example").unwrap();
        assert_eq!(wish.manager, Some(Chief::Address(maja)));
        let by_name = read(&[
            (Meaning::Email, "a@n.example"),
            (Meaning::Manager, "Maja Öberg"),
        ]);
        let by_name = by_name.unwrap().manager;
        assert_eq!(by_name, Some(Chief::Name("Maja Öberg".to_owned())));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let wrong = read(&[
            (Meaning::Email, "ana"),
            (Meaning::FullName, "www.example.com"),
            (Meaning::Manager, "@"),
        ]);
        assert_eq!(
            wrong.unwrap_err(),
            [
                "Email: This address has no @.",
                "Full name: Leave out links and web addresses.",
                "Manager: Something is missing before the @.",
            ]
        );
        let none = read(&[(Meaning::Email, ""), (Meaning::Roles, "Agent")]);
        assert_eq!(none.unwrap_err(), ["There is no email address."]);
        let long = read(&[
            (Meaning::Email, "a@n.example"),
            (Meaning::Roles, &"x".repeat(1_001)),
        ]);
        assert_eq!(long.unwrap_err(), ["Roles: This is too long."]);
    }
}
