//! What others may edit about somebody.

use crate::types::Names;
use crate::types::{DepartmentId, PersonName, UserId, Wished, digest};

/// What it is now. Who hasn't joined has told no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub department: Option<DepartmentId>,
    pub manager: Option<UserId>,
}

impl Details {
    pub fn names(&self) -> Option<Names> {
        Some(Names {
            full_name: self.full_name.clone()?,
            display_name: self.display_name.clone()?,
        })
    }

    /// Differs once any of it was changed, and is the same on every server.
    pub fn version(&self) -> String {
        let name = |name: &Option<PersonName>| name.as_ref().map(ToString::to_string);
        let parts = [
            name(&self.full_name),
            name(&self.display_name),
            self.department.map(|id| id.to_string()),
            self.manager.map(|id| id.to_string()),
        ];
        // No part has a line break, so two different ones never read the same.
        let parts = parts.map(Option::unwrap_or_default);
        digest(&parts.join("\n"))
    }
}

/// What it is to be. What isn't said stays.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub full_name: Option<PersonName>,
    /// None of their own is the full name.
    pub display_name: Wished<PersonName>,
    pub department: Wished<DepartmentId>,
    pub manager: Wished<UserId>,
    /// The version that the wish was made on, where that is known.
    pub seen: Option<String>,
}

impl Wish {
    pub fn names(&self, before: &Names) -> Names {
        let full_name = self.full_name.as_ref().unwrap_or(&before.full_name);
        let display_name = match &self.display_name {
            Wished::AsItIs => &before.display_name,
            Wished::Nothing => full_name,
            Wished::To(name) => name,
        };
        Names {
            full_name: full_name.clone(),
            display_name: display_name.clone(),
        }
    }

    pub fn speaks_of_names(&self) -> bool {
        self.full_name.is_some() || self.display_name.is_said()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).unwrap()
    }

    #[test]
    fn what_isnt_said_stays_and_no_display_name_is_the_full_name() {
        let before = Names {
            full_name: name("Sofia Duarte"),
            display_name: name("Sofia"),
        };
        assert_eq!(Wish::default().names(&before), before);
        let married = Wish {
            full_name: Some(name("Sofia Lima")),
            ..Wish::default()
        };
        assert_eq!(married.names(&before).display_name, name("Sofia"));
        let plain = Wish {
            display_name: Wished::Nothing,
            ..married
        };
        assert_eq!(plain.names(&before).display_name, name("Sofia Lima"));
    }

    #[test]
    fn a_version_differs_once_anything_was_changed() {
        let details = Details {
            full_name: None,
            display_name: None,
            department: None,
            manager: Some(UserId::new()),
        };
        assert_eq!(details.version(), details.clone().version());
        let moved = Details {
            manager: None,
            ..details.clone()
        };
        assert_ne!(details.version(), moved.version());
    }
}
