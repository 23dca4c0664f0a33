//! What the columns of a file are.

use thiserror::Error;

use crate::types::{EmailAddress, MOST_CELLS};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    Email,
    FullName,
    FirstName,
    LastName,
    DisplayName,
    Roles,
    Teams,
    Department,
    Manager,
}

impl Meaning {
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::FullName,
        Self::FirstName,
        Self::LastName,
        Self::DisplayName,
        Self::Roles,
        Self::Teams,
        Self::Department,
        Self::Manager,
    ];

    /// As it is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::FullName => "full_name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::DisplayName => "display_name",
            Self::Roles => "roles",
            Self::Teams => "teams",
            Self::Department => "department",
            Self::Manager => "manager",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::FullName => "Full name",
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::DisplayName => "Display name",
            Self::Roles => "Roles",
            Self::Teams => "Teams",
            Self::Department => "Department",
            Self::Manager => "Manager",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What people call such a column, with nothing but its letters.
    const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Email => &[
                "email",
                "emailaddress",
                "mail",
                "mailaddress",
                "workemail",
                "useremail",
            ],
            Self::FullName => &["fullname", "name", "username", "person"],
            Self::FirstName => &["firstname", "givenname", "forename"],
            Self::LastName => &["lastname", "surname", "familyname"],
            Self::DisplayName => &["displayname", "nickname", "preferredname", "shownas"],
            Self::Roles => &["roles", "role", "userrole", "userroles"],
            Self::Teams => &["teams", "team", "group", "groups"],
            Self::Department => &["department", "dept", "departmentname", "unit"],
            Self::Manager => &[
                "manager",
                "manageremail",
                "manageremailaddress",
                "managersemail",
                "managername",
                "reportsto",
                "linemanager",
            ],
        }
    }

    fn of_head(head: &str) -> Option<Self> {
        let letters = head.chars().filter(|c| c.is_alphanumeric());
        let plain: String = letters.flat_map(char::to_lowercase).collect();
        let known = Self::ALL.into_iter();
        let mut known = known.filter(|one| one.synonyms().contains(&plain.as_str()));
        known.next()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HeadError {
    #[error("There is nothing in this file. Choose one with a row for each person.")]
    Empty,
    #[error(
        "The first row has to say what the columns are, like “email” and “name”. Add it, and choose the file again."
    )]
    Missing,
    #[error(
        "This file has more than {MOST_CELLS} columns. Remove those that aren't about people here."
    )]
    TooWide,
}

/// The first row says what the columns are. Those at the end without a head are none.
pub fn head(cells: &[String], has_more: bool) -> Result<Vec<String>, HeadError> {
    if has_more {
        return Err(HeadError::TooWide);
    }
    let mut head: Vec<String> = cells.iter().map(|cell| plain(cell).to_owned()).collect();
    while head.last().is_some_and(String::is_empty) {
        head.pop();
    }
    if head.iter().any(|cell| EmailAddress::parse(cell).is_ok()) {
        return Err(HeadError::Missing);
    }
    if head.is_empty() {
        return Err(HeadError::Empty);
    }
    Ok(head)
}

/// Without what nobody sees at its ends.
pub(super) fn plain(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// What the columns seem to be. Nothing is two of them.
pub fn guessed(head: &[String]) -> Vec<Option<Meaning>> {
    let mut taken = Vec::new();
    head.iter()
        .map(|cell| {
            let meaning = Meaning::of_head(cell).filter(|one| !taken.contains(one))?;
            taken.push(meaning);
            Some(meaning)
        })
        .collect()
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MappingError {
    #[error("Say which column has the email address.")]
    NoEmail,
    #[error("Two columns are “{0}”. Leave one of them out.")]
    Twice(&'static str),
    #[error("Choose either the full name, or first and last name.")]
    NamedTwice,
    #[error("Say of each column what it is, or leave it out.")]
    Unreadable,
}

/// What somebody says that the columns are, a word for each.
pub fn mapping(words: &[String], columns: usize) -> Result<Vec<Option<Meaning>>, MappingError> {
    if words.len() != columns {
        return Err(MappingError::Unreadable);
    }
    let mut meanings = Vec::with_capacity(columns);
    for word in words {
        let meaning = Meaning::named(word);
        if meaning.is_none() && !word.is_empty() {
            return Err(MappingError::Unreadable);
        }
        if let Some(one) = meaning.filter(|_| meanings.contains(&meaning)) {
            return Err(MappingError::Twice(one.title()));
        }
        meanings.push(meaning);
    }
    let says = |one: Meaning| meanings.contains(&Some(one));
    if !says(Meaning::Email) {
        return Err(MappingError::NoEmail);
    }
    if says(Meaning::FullName) && (says(Meaning::FirstName) || says(Meaning::LastName)) {
        return Err(MappingError::NamedTwice);
    }
    Ok(meanings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_column_is_known_by_what_people_call_it() {
        for (cell, meaning) in [
            ("E-Mail", Some(Meaning::Email)),
            (" email\u{a0}address ", Some(Meaning::Email)),
            ("E\u{2011}MAIL", Some(Meaning::Email)),
            ("Full Name", Some(Meaning::FullName)),
            ("full_name", Some(Meaning::FullName)),
            ("First name", Some(Meaning::FirstName)),
            ("manager_email", Some(Meaning::Manager)),
            ("Reports to", Some(Meaning::Manager)),
            ("last_seen", None),
            ("", None),
        ] {
            assert_eq!(Meaning::of_head(cell), meaning, "{cell:?}");
        }
        for meaning in Meaning::ALL {
            assert_eq!(Meaning::named(meaning.word()), Some(meaning));
            assert_eq!(Meaning::of_head(meaning.title()), Some(meaning));
        }
        let twice = guessed(&texts(&["name", "mail", "Full name"]));
        assert_eq!(twice, [Some(Meaning::FullName), Some(Meaning::Email), None]);
    }

    #[test]
    fn the_first_row_has_to_be_a_head() {
        let read = head(&texts(&["\u{feff}E-Mail", "", " Name ", "", " "]), false);
        assert_eq!(read.unwrap(), ["E-Mail", "", "Name"]);
        assert_eq!(
            head(&texts(&["a@n.example", "Ana"]), false),
            Err(HeadError::Missing)
        );
        assert_eq!(head(&texts(&["", " "]), false), Err(HeadError::Empty));
        assert_eq!(head(&texts(&["email"]), true), Err(HeadError::TooWide));
    }

    #[test]
    fn every_column_is_one_thing_and_one_is_the_address() {
        let map = |words: &[&str]| mapping(&texts(words), words.len());
        assert_eq!(
            map(&["email", "", "first_name", "last_name"])
                .unwrap()
                .len(),
            4
        );
        assert_eq!(map(&["full_name", ""]), Err(MappingError::NoEmail));
        assert_eq!(map(&["email", "email"]), Err(MappingError::Twice("Email")));
        assert_eq!(
            map(&["email", "full_name", "last_name"]),
            Err(MappingError::NamedTwice)
        );
        assert_eq!(map(&["email", "shoes"]), Err(MappingError::Unreadable));
        assert_eq!(
            mapping(&texts(&["email"]), 2),
            Err(MappingError::Unreadable)
        );
    }
}
