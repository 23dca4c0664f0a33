//! What programs name by its id or by its name.

use std::str::FromStr;

use super::FieldErrors;
use crate::types::Title;

/// The one of them that has this id, or else exactly this name. `key` says what each has.
pub fn named<T, Id: FromStr + PartialEq>(
    all: &[T],
    text: &str,
    key: impl Fn(&T) -> (Id, &str),
) -> Option<Id> {
    let id = text.parse::<Id>().ok();
    let by_id = all
        .iter()
        .map(&key)
        .find(|(own, _)| id.as_ref() == Some(own));
    let found = by_id.or_else(|| {
        let title = Title::parse(text).ok()?;
        all.iter()
            .map(&key)
            .find(|(_, name)| *name == title.as_str())
    });
    found.map(|(id, _)| id)
}

impl FieldErrors {
    /// What isn't there is a mistake in its field.
    pub fn find<T, Id: FromStr + PartialEq>(
        &mut self,
        (field, text): (&str, &str),
        all: &[T],
        key: impl Fn(&T) -> (Id, &str),
    ) -> Option<Id> {
        let found = named(all, text, key);
        if found.is_none() {
            self.not_found(field);
        }
        found
    }

    /// The same of several, each once. `field[2]` is the third of them.
    pub fn find_all<T, Id: FromStr + PartialEq>(
        &mut self,
        (field, texts): (&str, &[String]),
        all: &[T],
        key: impl Fn(&T) -> (Id, &str),
    ) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            let one = self.find((&format!("{field}[{at}]"), text), all, &key);
            found.extend(one.filter(|one| !found.contains(one)));
        }
        found
    }

    pub fn not_found(&mut self, field: &str) {
        self.add(field, "not_found", "There is no such thing here.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::TeamId;

    #[test]
    fn a_thing_is_found_by_its_id_or_exactly_its_name() {
        let (one, other) = (TeamId::new(), TeamId::new());
        // Somebody may call a team like another one's id.
        let all = [(one, other.to_string()), (other, "Élan".to_owned())];
        let found = |text: &str| named(&all, text, |(id, name)| (*id, name));
        assert_eq!(found(&one.to_string()), Some(one));
        assert_eq!(found(&other.to_string()), Some(other));
        assert_eq!(found(" E\u{301}lan "), Some(other));
        for odd in ["", "élan", "Éla", &TeamId::new().to_string()] {
            assert_eq!(found(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn each_that_isnt_there_is_told_by_its_place() {
        let (one, mut errors) = (TeamId::new(), FieldErrors::default());
        let texts = [one.to_string(), "Care".to_owned(), "Sales".to_owned()];
        let all = [(one, "Care")];
        let found = errors.find_all(("teams", &texts), &all, |(id, name)| (*id, name));
        assert_eq!(found, [one]);
        let told = errors.into_errors();
        let told: Vec<_> = told.iter().map(|it| (&*it.field, it.code)).collect();
        assert_eq!(told, [("teams[2]", "not_found")]);
    }
}
