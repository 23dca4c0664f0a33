use std::str::FromStr;

use thiserror::Error;

use super::{Permission, PermissionSet};
use Permission as P;

/// The roles that every workspace has. Their names and permissions can't be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuiltinRole {
    Owner,
    Admin,
    Supervisor,
    Agent,
}

/// Where somebody starts after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    Inbox,
    Users,
    Roles,
    AuditLog,
}

/// Custom roles stand between supervisor and agent, the oldest first.
pub const CUSTOM_ROLE_RANK: i16 = 3;

impl Landing {
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Users, Self::Roles, Self::AuditLog];

    /// Under the workspace's address.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Users => "settings/users",
            Self::Roles => "settings/roles",
            Self::AuditLog => "settings/audit",
        }
    }

    /// Whoever can't see that page lands elsewhere.
    pub const fn needs(self) -> Permission {
        match self {
            Self::Inbox => P::ReadConversations,
            Self::Users => P::ReadUsers,
            Self::Roles => P::ReadRoles,
            Self::AuditLog => P::ReadAudit,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Users => "users",
            Self::Roles => "roles",
            Self::AuditLog => "audit",
        }
    }

    /// As the side bar calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
            Self::Users => "Users",
            Self::Roles => "Roles",
            Self::AuditLog => "Audit log",
        }
    }

    /// Where somebody starts who wishes this: there, or on the first page that they may see. `None`
    /// leaves them their own.
    pub fn or_first_allowed(wished: Option<Self>, holds: PermissionSet) -> Option<Self> {
        wished
            .into_iter()
            .chain(Self::ALL)
            .find(|landing| holds.contains(landing.needs()))
    }
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" isn't a page to start on")]
pub struct UnknownLanding(String);

impl FromStr for Landing {
    type Err = UnknownLanding;

    fn from_str(text: &str) -> Result<Self, UnknownLanding> {
        Self::ALL
            .into_iter()
            .find(|landing| landing.as_str() == text)
            .ok_or_else(|| UnknownLanding(text.to_owned()))
    }
}

impl BuiltinRole {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Supervisor, Self::Agent];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Supervisor => "supervisor",
            Self::Agent => "agent",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Supervisor => "Supervisor",
            Self::Agent => "Agent",
        }
    }

    pub const fn description(self) -> &'static str {
        match self {
            Self::Owner => "Everything, including who else is an owner.",
            Self::Admin => "Everything but ownership of the workspace.",
            Self::Supervisor => "All conversations, and looking after the people who answer them.",
            Self::Agent => "Own conversations and those waiting in own teams.",
        }
    }

    /// Lower stands higher.
    pub const fn rank(self) -> i16 {
        match self {
            Self::Owner => 0,
            Self::Admin => 1,
            Self::Supervisor => 2,
            Self::Agent => CUSTOM_ROLE_RANK + 1,
        }
    }

    pub const fn landing(self) -> Landing {
        match self {
            Self::Owner | Self::Admin => Landing::Users,
            Self::Supervisor | Self::Agent => Landing::Inbox,
        }
    }

    pub fn permissions(self) -> PermissionSet {
        match self {
            Self::Owner => PermissionSet::all(),
            Self::Admin => PermissionSet::all().without([P::OwnWorkspace].into_iter().collect()),
            Self::Supervisor => [
                P::ReadConversations,
                P::ReadAllConversations,
                P::WriteConversations,
                P::AssignConversations,
                P::ReadContacts,
                P::WriteContacts,
                P::ReadTemplates,
                P::WriteTemplates,
                P::ReadAnalytics,
                P::ReadUsers,
                P::InviteUsers,
                P::WriteUsers,
                P::ReadTeams,
                P::WriteTeams,
            ]
            .into_iter()
            .collect(),
            Self::Agent => [
                P::ReadConversations,
                P::WriteConversations,
                P::ReadContacts,
                P::ReadTemplates,
                P::ReadTeams,
            ]
            .into_iter()
            .collect(),
        }
    }
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" isn't a built-in role")]
pub struct UnknownBuiltinRole(String);

impl FromStr for BuiltinRole {
    type Err = UnknownBuiltinRole;

    fn from_str(text: &str) -> Result<Self, UnknownBuiltinRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownBuiltinRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_in_role_holds_what_its_permissions_need() {
        for role in BuiltinRole::ALL {
            assert_eq!(role.permissions().with_needed(), role.permissions());
            assert_eq!(role.as_str().parse(), Ok(role));
        }
    }

    #[test]
    fn who_cannot_see_their_page_starts_on_the_first_they_can() {
        let start = |wished, permissions: &[P]| {
            Landing::or_first_allowed(wished, permissions.iter().copied().collect())
        };
        let roles = Some(Landing::Roles);
        assert_eq!(start(roles, &[P::ReadRoles, P::ReadUsers]), roles);
        assert_eq!(start(roles, &[P::ReadUsers]), Some(Landing::Users));
        assert_eq!(start(None, &[P::ReadAudit]), Some(Landing::AuditLog));
        assert_eq!(start(roles, &[P::ReadTeams]), None);
    }

    #[test]
    fn only_an_owner_owns_the_workspace() {
        for role in BuiltinRole::ALL {
            let owns = role.permissions().contains(P::OwnWorkspace);
            assert_eq!(owns, role == BuiltinRole::Owner);
        }
    }

    #[test]
    fn a_higher_role_holds_everything_of_a_lower_one() {
        for pair in BuiltinRole::ALL.windows(2) {
            let [higher, lower] = pair else {
                unreachable!()
            };
            assert!(lower.permissions().without(higher.permissions()).is_empty());
            assert!(higher.rank() < lower.rank());
        }
    }
}
