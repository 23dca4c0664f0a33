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
    Users,
    Inbox,
}

/// Custom roles stand between supervisor and agent, the oldest first.
pub const CUSTOM_ROLE_RANK: i16 = 3;

impl Landing {
    pub const ALL: [Self; 2] = [Self::Inbox, Self::Users];

    /// Under the workspace's address.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Users => "settings/users",
            Self::Inbox => "inbox",
        }
    }

    /// Whoever can't see that page lands elsewhere.
    pub const fn needs(self) -> Permission {
        match self {
            Self::Users => P::ReadUsers,
            Self::Inbox => P::ReadConversations,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Inbox => "inbox",
        }
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

#[cfg(test)]
mod tests {
    use super::*;

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
