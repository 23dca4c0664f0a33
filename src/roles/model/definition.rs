//! What a role is, what somebody wishes it to be, and what becomes of that.

use thiserror::Error;

use super::{Alike, Role, union};
use crate::access::{AboveCeiling, Landing, Permission, PermissionSet, within_ceiling};
use crate::types::{Description, Title};

/// What a role is called, holds and leads to: everything about it that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: Title,
    pub description: Description,
    pub permissions: PermissionSet,
    pub landing: Landing,
}

/// A role as somebody wishes it.
#[derive(Clone, Debug)]
pub struct Wish {
    pub name: Title,
    pub description: Description,
    pub permissions: PermissionSet,
    /// Where it isn't said, it stays.
    pub landing: Option<Landing>,
    /// The version that the wish was made on, where that is known.
    pub seen: Option<i32>,
}

/// Why a wish can't come true.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum Undefinable {
    #[error("It is built in and can't be changed. Duplicate it, and change the copy.")]
    BuiltIn,
    #[error("{0}")]
    Beyond(Beyond),
    #[error("Ownership can't be part of a custom role. Give people the role Owner instead.")]
    Ownership,
    #[error(
        "Somebody changed this role meanwhile. Your changes are still here. Look through them before you save, because what you save replaces theirs."
    )]
    ChangedMeanwhile,
}

/// Why a role can't hold this by the hand of this person.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum Beyond {
    #[error("It goes beyond what you may give.")]
    Ceiling(AboveCeiling),
    /// These would be added to a role of one's own.
    #[error("You hold this role yourself, so somebody else has to add to it.")]
    OwnRole(PermissionSet),
    /// Somebody who holds these would lose something by it.
    #[error(
        "Somebody who holds more than you do would lose something by this. Somebody who holds as much can change it."
    )]
    FromAbove(AboveCeiling),
}

impl From<AboveCeiling> for Beyond {
    fn from(above: AboveCeiling) -> Self {
        Self::Ceiling(above)
    }
}

impl From<Beyond> for Undefinable {
    fn from(beyond: Beyond) -> Self {
        Self::Beyond(beyond)
    }
}

/// Who defines a role, and whether they hold it.
#[derive(Clone, Copy, Debug)]
pub struct Definer {
    pub holds: PermissionSet,
    pub has_the_role: bool,
}

impl Role {
    /// What this role is afterwards.
    pub fn redefined(&self, definer: Definer, wish: &Wish) -> Result<Definition, Undefinable> {
        if self.builtin.is_some() {
            return Err(Undefinable::BuiltIn);
        }
        let landing = wish.landing.unwrap_or(self.definition.landing);
        let after = definer.define(self.permissions(), wish, landing)?;
        if wish.seen.is_some_and(|seen| seen != self.version) {
            return Err(Undefinable::ChangedMeanwhile);
        }
        Ok(after)
    }
}

impl Definer {
    /// What a new role is.
    pub fn defined(self, wish: &Wish) -> Result<Definition, Undefinable> {
        let landing = wish.landing.unwrap_or(Landing::Inbox);
        self.define(PermissionSet::EMPTY, wish, landing)
    }

    fn define(
        self,
        before: PermissionSet,
        wish: &Wish,
        landing: Landing,
    ) -> Result<Definition, Undefinable> {
        let permissions = self.redefine(before, wish.permissions)?;
        if permissions.contains(Permission::OwnWorkspace) {
            return Err(Undefinable::Ownership);
        }
        Ok(Definition {
            name: wish.name.clone(),
            description: wish.description.clone(),
            permissions,
            landing,
        })
    }

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

    /// Whether somebody who holds more could lose anything by this person's hand. Above who holds all
    /// that a custom role can hold there are owners alone, and they lose nothing by it.
    pub fn could_take_from_above(self, before: PermissionSet, after: PermissionSet) -> bool {
        let ownership = [Permission::OwnWorkspace].into_iter().collect();
        let custom = PermissionSet::all().without(ownership);
        !before.is_within(after) && !custom.is_within(self.holds)
    }

    /// Nobody takes from who holds more. `all` are the workspace's roles; `with_it` all who have this one.
    pub fn takes_from_nobody_above(
        self,
        all: &[Role],
        (role, after): (&Role, PermissionSet),
        with_it: &[Alike],
    ) -> Result<(), Beyond> {
        let lost = role.permissions().without(after);
        for alike in with_it {
            let held = || all.iter().filter(|held| alike.roles.contains(&held.id));
            let others = union(held().filter(|held| held.id != role.id));
            if !lost.is_within(others) {
                within_ceiling(self.holds, union(held())).map_err(Beyond::FromAbove)?;
            }
        }
        Ok(())
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
