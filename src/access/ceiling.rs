//! The ceiling: nobody gives, or acts on somebody who holds, a permission that they don't hold.

use thiserror::Error;

use super::{Permission, PermissionSet};

#[derive(Debug, Error, PartialEq, Eq)]
#[error("above the ceiling: {missing:?}")]
pub struct AboveCeiling {
    pub missing: PermissionSet,
}

impl AboveCeiling {
    /// The one that says it best: ownership, if that is among them.
    pub fn weightiest(&self) -> Permission {
        self.missing
            .iter()
            .last()
            .unwrap_or(Permission::OwnWorkspace)
    }
}

/// The one rule for both: what is given, and what the target holds, must be one's own.
pub fn within_ceiling(holder: PermissionSet, other: PermissionSet) -> Result<(), AboveCeiling> {
    let missing = other.without(holder);
    if missing.is_empty() {
        Ok(())
    } else {
        Err(AboveCeiling { missing })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::BuiltinRole;
    use super::*;

    #[test]
    fn an_admin_reaches_everybody_but_owners() {
        let admin = BuiltinRole::Admin.permissions();
        for role in BuiltinRole::ALL {
            let reached = within_ceiling(admin, role.permissions()).is_ok();
            assert_eq!(reached, role != BuiltinRole::Owner);
        }
    }

    fn any_set() -> impl Strategy<Value = PermissionSet> {
        proptest::sample::subsequence(Permission::ALL.to_vec(), 0..=Permission::ALL.len())
            .prop_map(|permissions| permissions.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_passes_is_held_and_what_is_refused_names_what_is_missing(
            holder in any_set(), other in any_set()
        ) {
            match within_ceiling(holder, other) {
                Ok(()) => prop_assert!(other.iter().all(|permission| holder.contains(permission))),
                Err(AboveCeiling { missing }) => {
                    prop_assert!(!missing.is_empty());
                    for permission in missing.iter() {
                        prop_assert!(other.contains(permission) && !holder.contains(permission));
                    }
                }
            }
        }
    }
}
