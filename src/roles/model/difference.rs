//! What becomes of people when a role is redefined: shown before it is done.

use super::{Definition, Role, union};
use crate::access::{Landing, Permission, PermissionSet};
use crate::types::RoleId;

/// People with the very same roles, and how many they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    pub roles: Vec<RoleId>,
    pub people: i64,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Everybody with the role.
    pub people: i64,
    /// What the role holds more, and how many people gain by it who don't have it from another role.
    pub gained: Vec<(Permission, i64)>,
    /// What it holds less, and how many people lose it.
    pub lost: Vec<(Permission, i64)>,
    pub moves: Vec<Move>,
    /// So many people have the role that nobody counted whom this concerns.
    pub is_uncounted: bool,
}

/// People who start on another page afterwards. `None` is their own profile.
#[derive(Debug, PartialEq, Eq)]
pub struct Move {
    pub from: Option<Landing>,
    pub to: Option<Landing>,
    /// They can no longer see the page that they used to start on.
    pub loses_sight: bool,
    pub people: i64,
    /// The sets of roles that they have.
    pub having: Vec<Vec<RoleId>>,
}

/// `all` are the workspace's roles, the highest first; `with_it` are all who have `role`.
pub fn difference(all: &[Role], role: &Role, after: &Definition, with_it: &[Alike]) -> Difference {
    let added = after.permissions.without(role.permissions());
    let removed = role.permissions().without(after.permissions);
    let mut difference = Difference::default();
    let mut counts = Counts::default();
    for alike in with_it {
        difference.people += alike.people;
        let held: Vec<&Role> = all
            .iter()
            .filter(|held| alike.roles.contains(&held.id))
            .collect();
        let others = union(held.iter().copied().filter(|held| held.id != role.id));
        counts.add(added.union(removed).without(others), alike.people);
        let start = |definition: &Definition| {
            let wished = held.first().map(|highest| {
                if highest.id == role.id {
                    definition.landing
                } else {
                    highest.definition.landing
                }
            });
            Landing::or_first_allowed(wished, others.union(definition.permissions))
        };
        let (from, to) = (start(&role.definition), start(after));
        if from != to {
            let sees = others.union(after.permissions);
            let loses_sight = from.is_some_and(|page| !sees.contains(page.needs()));
            difference.note_move((from, to, loses_sight), alike);
        }
    }
    difference.gained = counts.of(added);
    difference.lost = counts.of(removed);
    difference
}

impl Difference {
    /// Where more people have the role than anybody goes through.
    pub fn uncounted(role: &Role, after: &Definition) -> Self {
        let each = |permissions: PermissionSet| permissions.iter().map(|it| (it, 0)).collect();
        Self {
            is_uncounted: true,
            gained: each(after.permissions.without(role.permissions())),
            lost: each(role.permissions().without(after.permissions)),
            ..Self::default()
        }
    }

    fn note_move(
        &mut self,
        (from, to, loses_sight): (Option<Landing>, Option<Landing>, bool),
        alike: &Alike,
    ) {
        let same = self
            .moves
            .iter_mut()
            .find(|known| (known.from, known.to, known.loses_sight) == (from, to, loses_sight));
        if let Some(same) = same {
            same.people += alike.people;
            same.having.push(alike.roles.clone());
        } else {
            self.moves.push(Move {
                from,
                to,
                loses_sight,
                people: alike.people,
                having: vec![alike.roles.clone()],
            });
        }
    }
}

/// How many people each permission concerns.
#[derive(Default)]
struct Counts(Vec<(Permission, i64)>);

impl Counts {
    fn add(&mut self, permissions: PermissionSet, people: i64) {
        for permission in permissions.iter() {
            match self.0.iter_mut().find(|(known, _)| *known == permission) {
                Some((_, count)) => *count += people,
                None => self.0.push((permission, people)),
            }
        }
    }

    fn of(&self, permissions: PermissionSet) -> Vec<(Permission, i64)> {
        let count = |permission| {
            let found = self.0.iter().find(|(known, _)| *known == permission);
            found.map_or(0, |(_, people)| *people)
        };
        permissions
            .iter()
            .map(|permission| (permission, count(permission)))
            .collect()
    }
}
