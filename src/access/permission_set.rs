use std::fmt;

use super::Permission;

/// Any number of permissions, each at most once.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u32);

impl PermissionSet {
    pub const EMPTY: Self = Self(0);

    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is here and not there.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn shared_with(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// With what these need to be of use.
    #[must_use]
    pub fn with_needed(self) -> Self {
        self.union(self.iter().filter_map(Permission::needs).collect())
    }

    pub const fn is_within(self, other: Self) -> bool {
        self.without(other).is_empty()
    }

    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(
            permissions
                .into_iter()
                .fold(0, |bits, permission| bits | permission.bit()),
        )
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Permission::as_str))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        let set: PermissionSet = [Permission::ReadUsers, Permission::OwnWorkspace]
            .into_iter()
            .collect();
        assert_eq!(set.iter().count(), 2);
        assert!(set.contains(Permission::OwnWorkspace) && !set.contains(Permission::WriteUsers));
        assert!(set.without(PermissionSet::all()).is_empty());
        assert_eq!(PermissionSet::all().iter().count(), Permission::ALL.len());
    }

    #[test]
    fn what_is_needed_comes_along_once() {
        let wished: PermissionSet = [Permission::WriteTeams, Permission::DeleteContacts]
            .into_iter()
            .collect();
        let whole = wished.with_needed();
        assert_eq!(
            whole.without(wished).iter().collect::<Vec<_>>(),
            [Permission::ReadContacts, Permission::ReadTeams]
        );
        assert_eq!(whole.with_needed(), whole);
    }
}
