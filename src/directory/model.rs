//! How the list is sorted and what it is narrowed to.

pub(super) mod bulk;

use crate::types::{DepartmentId, Like, RoleId, TeamId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Name,
    /// By the highest of somebody's roles.
    Role,
    /// Who was never seen comes before everybody else.
    Seen,
}

/// As it stands in the address: `name`, or `-name` for the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub by: By,
    pub descending: bool,
}

impl Sort {
    pub const DEFAULT: Self = Self {
        by: By::Name,
        descending: false,
    };

    /// What is no order is the first one.
    pub fn named(word: &str) -> Self {
        let (descending, name) = match word.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word),
        };
        let by = match name {
            "name" => By::Name,
            "role" => By::Role,
            "seen" => By::Seen,
            _ => return Self::DEFAULT,
        };
        Self { by, descending }
    }

    /// The first one needs none.
    pub const fn word(self) -> &'static str {
        match (self.by, self.descending) {
            (By::Name, false) => "",
            (By::Name, true) => "-name",
            (By::Role, false) => "role",
            (By::Role, true) => "-role",
            (By::Seen, false) => "seen",
            (By::Seen, true) => "-seen",
        }
    }

    /// What pressing a column's head asks for: its own order, or the other way round where it is that
    /// already. Who was here last is looked for first.
    pub fn pressed(self, by: By) -> Self {
        let descending = if self.by == by {
            !self.descending
        } else {
            by == By::Seen
        };
        Self { by, descending }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InTeam {
    One(TeamId),
    None,
}

/// Which of the people a list is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub like: Option<Like>,
    pub role: Option<RoleId>,
    pub team: Option<InTeam>,
    /// In any of these.
    pub departments: Option<Vec<DepartmentId>>,
    pub not_seen_for_long: bool,
    pub manager_left: bool,
}

impl Filter {
    pub fn is_nothing(&self) -> bool {
        self.like.is_none()
            && self.role.is_none()
            && self.team.is_none()
            && self.departments.is_none()
            && !self.not_seen_for_long
            && !self.manager_left
    }

    pub fn one_team(&self) -> Option<TeamId> {
        match self.team {
            Some(InTeam::One(team)) => Some(team),
            Some(InTeam::None) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_known_by_its_word_and_the_first_one_by_any_other() {
        for word in ["", "-name", "role", "-role", "seen", "-seen"] {
            assert_eq!(Sort::named(word).word(), word);
        }
        for odd in ["name", "email", "--name", "-", "Name"] {
            assert_eq!(Sort::named(odd), Sort::DEFAULT, "{odd}");
        }
    }

    #[test]
    fn a_head_that_is_pressed_twice_turns_the_list_round() {
        let seen = Sort::DEFAULT.pressed(By::Seen);
        assert_eq!(seen.word(), "-seen");
        assert_eq!(seen.pressed(By::Seen).word(), "seen");
        assert_eq!(seen.pressed(By::Role).word(), "role");
        assert_eq!(Sort::DEFAULT.pressed(By::Name).word(), "-name");
    }
}
