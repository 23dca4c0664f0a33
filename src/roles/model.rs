//! What a role is, and what somebody may do with one. Every rule is a function of what is held, so
//! that it can be tried on anything.

mod difference;

pub use self::difference::{Alike, Difference, Move, difference};

use crate::access::{
    AboveCeiling, BuiltinRole, CUSTOM_ROLE_RANK, Landing, Permission, PermissionSet, within_ceiling,
};
use crate::types::{Description, RoleId, Title};

/// A workspace's pages show all of its roles, so there is an end to them.
pub const MOST_ROLES: i64 = 200;

/// What a role is called, holds and leads to: everything about it that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: Title,
    pub description: Description,
    pub permissions: PermissionSet,
    pub landing: Landing,
}

#[derive(Clone, Debug)]
pub struct Role {
    pub id: RoleId,
    pub builtin: Option<BuiltinRole>,
    pub definition: Definition,
    /// Grows with every change.
    pub version: i32,
}

impl Role {
    pub fn name(&self) -> &str {
        self.definition.name.as_str()
    }

    pub fn permissions(&self) -> PermissionSet {
        self.definition.permissions
    }

    /// Lower stands higher.
    pub fn rank(&self) -> i16 {
        self.builtin.map_or(CUSTOM_ROLE_RANK, BuiltinRole::rank)
    }

    pub fn is_owner(&self) -> bool {
        self.builtin == Some(BuiltinRole::Owner)
    }
}

/// What several roles add up to.
pub fn union<'r>(roles: impl IntoIterator<Item = &'r Role>) -> PermissionSet {
    roles.into_iter().fold(PermissionSet::EMPTY, |sum, role| {
        sum.union(role.permissions())
    })
}

/// Why a role can't be defined like this by this person.
#[derive(Debug, PartialEq, Eq)]
pub enum Beyond {
    Ceiling(AboveCeiling),
    /// These would be added to a role of one's own.
    OwnRole(PermissionSet),
}

impl From<AboveCeiling> for Beyond {
    fn from(above: AboveCeiling) -> Self {
        Self::Ceiling(above)
    }
}

/// Who defines a role, and whether they hold it.
#[derive(Clone, Copy, Debug)]
pub struct Definer {
    pub holds: PermissionSet,
    pub has_the_role: bool,
}

impl Definer {
    /// What a role holds afterwards that held `before`. What is above the ceiling stays as it is, and
    /// what is needed comes along.
    pub fn redefine(
        self,
        before: PermissionSet,
        wished: PermissionSet,
    ) -> Result<PermissionSet, Beyond> {
        let kept = before.without(self.holds);
        let after = wished.union(kept).with_needed();
        let added = after.without(before);
        within_ceiling(self.holds, added)?;
        if self.has_the_role && !added.is_empty() {
            return Err(Beyond::OwnRole(added));
        }
        Ok(after)
    }

    /// Why a box in the form can't be changed.
    pub fn fixes(self, before: PermissionSet, permission: Permission) -> Option<&'static str> {
        let alone: PermissionSet = [permission].into_iter().collect();
        let whole = alone.with_needed();
        if !self.holds.contains(permission) {
            return Some("You don't hold this yourself, so you can't give or take it.");
        }
        if before.contains(permission) {
            let mut kept = before.without(self.holds).iter();
            return kept
                .any(|kept| kept.needs() == Some(permission))
                .then_some("Something that you can't take away needs it.");
        }
        if self.has_the_role {
            return Some("You hold this role yourself, so somebody else has to add to it.");
        }
        (!whole.without(before).is_within(self.holds))
            .then_some("It needs something that you don't hold yourself.")
    }
}

/// Why somebody's roles can't be changed like this by this person.
#[derive(Debug, PartialEq, Eq)]
pub enum AboveReach {
    /// The person holds more than who changes them.
    Target(AboveCeiling),
    /// The roles that are given hold more.
    Given(AboveCeiling),
}

/// Somebody's roles, before and after.
#[derive(Debug)]
pub struct Exchange {
    pub before: Vec<Role>,
    pub after: Vec<Role>,
}

impl Exchange {
    pub fn given(&self) -> impl Iterator<Item = &Role> {
        absent_from(&self.after, &self.before)
    }

    pub fn taken(&self) -> impl Iterator<Item = &Role> {
        absent_from(&self.before, &self.after)
    }

    pub fn changes_nothing(&self) -> bool {
        self.given().next().is_none() && self.taken().next().is_none()
    }

    /// Nobody gives what they don't hold, or acts on who holds more.
    pub fn is_within_reach_of(&self, holds: PermissionSet) -> Result<(), AboveReach> {
        within_ceiling(holds, union(&self.before)).map_err(AboveReach::Target)?;
        within_ceiling(holds, union(self.given())).map_err(AboveReach::Given)
    }

    /// How many owners more, or fewer.
    pub fn owners(&self) -> i32 {
        let owns = |roles: &[Role]| i32::from(roles.iter().any(Role::is_owner));
        owns(&self.after) - owns(&self.before)
    }

    /// The rank of the highest role afterwards.
    pub fn top_rank(&self) -> i16 {
        self.after
            .iter()
            .map(Role::rank)
            .min()
            .unwrap_or(CUSTOM_ROLE_RANK)
    }
}

fn absent_from<'r>(these: &'r [Role], others: &'r [Role]) -> impl Iterator<Item = &'r Role> {
    these
        .iter()
        .filter(|role| !others.iter().any(|other| other.id == role.id))
}

/// A role goes only by the hand of who holds all of it, and all that the people hold who have it.
/// What they get instead is given to them.
pub fn may_be_replaced(
    holds: PermissionSet,
    role: &Role,
    held_with_it: impl IntoIterator<Item = PermissionSet>,
    replacement: Option<&Role>,
) -> Result<(), AboveReach> {
    within_ceiling(holds, role.permissions()).map_err(AboveReach::Target)?;
    for held in held_with_it {
        within_ceiling(holds, held).map_err(AboveReach::Target)?;
    }
    replacement.map_or(Ok(()), |replacement| {
        within_ceiling(holds, replacement.permissions()).map_err(AboveReach::Given)
    })
}

#[cfg(test)]
mod tests;
