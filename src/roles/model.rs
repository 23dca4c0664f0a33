//! What a role is, and what somebody may do with one. Every rule is a function of what is held, so
//! that it can be tried on anything.

mod definition;
mod difference;

pub use self::definition::{Beyond, Definer, Definition, Undefinable, Wish};
pub use self::difference::{Alike, Difference, Move, difference};

use thiserror::Error;

use crate::access::{AboveCeiling, BuiltinRole, CUSTOM_ROLE_RANK, PermissionSet, within_ceiling};
use crate::types::RoleId;

/// A workspace's pages show all of its roles, so there is an end to them.
pub const MOST_ROLES: i64 = 200;

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

/// Those that somebody may give.
pub fn offered_to(holds: PermissionSet, roles: &[Role]) -> Vec<Role> {
    let within = roles
        .iter()
        .filter(|role| role.permissions().is_within(holds));
    within.cloned().collect()
}

/// A workspace keeps an active owner.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("the last active owner")]
pub struct LastOwner;

/// How many active owners there are after a change.
pub fn owners_after(active: i32, change: i32) -> Result<i32, LastOwner> {
    Some(active + change)
        .filter(|owners| *owners > 0)
        .ok_or(LastOwner)
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
        top_rank(&self.after)
    }
}

/// The rank of the highest of them.
pub fn top_rank<'r>(roles: impl IntoIterator<Item = &'r Role>) -> i16 {
    let ranks = roles.into_iter().map(Role::rank);
    ranks.min().unwrap_or(CUSTOM_ROLE_RANK)
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
