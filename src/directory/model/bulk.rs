//! What may be done to many at once, and who is left out of it.

use thiserror::Error;

use crate::access::{BuiltinRole, Permission, PermissionSet};
use crate::types::{RoleId, TeamId, UserId, UserStatus};

/// So many are named at once. More are meant by what a list is narrowed to.
pub const MOST_NAMED: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::directory) enum Deed {
    Role,
    Team,
    Deactivate,
}

#[derive(Debug, Error)]
#[error("nothing that is done to many")]
pub(in crate::directory) struct UnknownDeed;

impl Deed {
    const ALL: [Self; 3] = [Self::Role, Self::Team, Self::Deactivate];

    pub fn named(word: &str) -> Result<Self, UnknownDeed> {
        let known = Self::ALL.into_iter().find(|deed| deed.word() == word);
        known.ok_or(UnknownDeed)
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Team => "team",
            Self::Deactivate => "deactivate",
        }
    }

    pub const fn needs(self) -> Permission {
        match self {
            Self::Role | Self::Deactivate => Permission::WriteUsers,
            Self::Team => Permission::WriteTeams,
        }
    }
}

/// What becomes of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::directory) enum Change {
    /// This role and no other.
    Role(RoleId),
    /// In this team beside those that they are in.
    Team(TeamId),
    Deactivated,
}

impl Change {
    pub const fn deed(self) -> Deed {
        match self {
            Self::Role(_) => Deed::Role,
            Self::Team(_) => Deed::Team,
            Self::Deactivated => Deed::Deactivate,
        }
    }
}

/// Why somebody is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::directory) enum Skip {
    Yourself,
    Owner,
    Above,
    Invited,
    Inactive,
    /// It is so without anybody's doing.
    Already,
    /// The list that it was asked on doesn't show them any more.
    Unlisted,
    /// Not here any more.
    Gone,
}

impl Skip {
    pub const ALL: [Self; 8] = [
        Self::Yourself,
        Self::Owner,
        Self::Above,
        Self::Invited,
        Self::Inactive,
        Self::Already,
        Self::Unlisted,
        Self::Gone,
    ];

    /// As it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yourself => "yourself",
            Self::Owner => "owner",
            Self::Above => "above",
            Self::Invited => "invited",
            Self::Inactive => "inactive",
            Self::Already => "already",
            Self::Unlisted => "unlisted",
            Self::Gone => "gone",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|skip| skip.word() == word)
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub(in crate::directory) struct Doer {
    pub user: Option<UserId>,
    pub holds: PermissionSet,
}

impl Doer {
    /// Owners and oneself are never changed with others, by nobody: such a change is looked at by itself.
    pub fn leaves_out(
        self,
        deed: Deed,
        (user, status, held): (UserId, UserStatus, PermissionSet),
    ) -> Option<Skip> {
        if self.user == Some(user) {
            Some(Skip::Yourself)
        } else if held.contains(Permission::OwnWorkspace) {
            Some(Skip::Owner)
        } else if !held.is_within(self.holds) {
            Some(Skip::Above)
        } else if status == UserStatus::Pending {
            Some(Skip::Invited)
        } else if deed == Deed::Deactivate && status == UserStatus::Inactive {
            Some(Skip::Inactive)
        } else {
            None
        }
    }
}

/// Nobody becomes an owner among many.
pub(in crate::directory) fn is_given_to_many(builtin: Option<BuiltinRole>) -> bool {
    builtin != Some(BuiltinRole::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for deed in Deed::ALL {
            assert_eq!(Deed::named(deed.word()).ok(), Some(deed));
        }
        assert!(Deed::named("export").is_err());
        for skip in Skip::ALL {
            assert_eq!(Skip::named(skip.word()), Some(skip));
        }
    }

    #[test]
    fn owners_oneself_and_who_holds_more_are_left_out_before_anything_else() {
        let (me, other) = (UserId::new(), UserId::new());
        let [owner, admin, supervisor, agent] = [
            BuiltinRole::Owner,
            BuiltinRole::Admin,
            BuiltinRole::Supervisor,
            BuiltinRole::Agent,
        ]
        .map(BuiltinRole::permissions);
        let (active, pending) = (UserStatus::Active, UserStatus::Pending);
        for (holds, user, status, held, left_out) in [
            (owner, me, active, owner, Some(Skip::Yourself)),
            (owner, other, active, owner, Some(Skip::Owner)),
            (admin, other, pending, owner, Some(Skip::Owner)),
            (owner, other, active, admin, None),
            (supervisor, other, active, admin, Some(Skip::Above)),
            (supervisor, other, pending, admin, Some(Skip::Above)),
            (supervisor, other, pending, agent, Some(Skip::Invited)),
            (supervisor, other, active, agent, None),
        ] {
            let doer = Doer {
                user: Some(me),
                holds,
            };
            let judged = doer.leaves_out(Deed::Role, (user, status, held));
            assert_eq!(judged, left_out, "{status:?}");
        }
    }

    #[test]
    fn who_is_deactivated_can_get_a_role_but_is_not_deactivated_again() {
        let doer = Doer {
            user: None,
            holds: PermissionSet::all(),
        };
        let gone = (UserId::new(), UserStatus::Inactive, PermissionSet::EMPTY);
        assert_eq!(doer.leaves_out(Deed::Role, gone), None);
        assert_eq!(
            doer.leaves_out(Deed::Deactivate, gone),
            Some(Skip::Inactive)
        );
    }
}
