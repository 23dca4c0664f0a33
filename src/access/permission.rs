//! The catalogue of permissions: code, where the roles that bundle them are data.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

macro_rules! permissions {
    ($($name:ident => $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($name),+ }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As it is stored and written in the API: `resource:action`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }

        impl FromStr for Permission {
            type Err = UnknownPermission;

            fn from_str(text: &str) -> Result<Self, UnknownPermission> {
                match text {
                    $($text => Ok(Self::$name),)+
                    _ => Err(UnknownPermission(text.to_owned())),
                }
            }
        }

        /// One type for each permission, to say in an action's or a handler's type which it needs.
        pub mod rights {
            use super::super::granted::Right;
            use super::Permission;

            $(
                #[derive(Debug)]
                pub struct $name;

                impl Right for $name {
                    const PERMISSION: Option<Permission> = Some(Permission::$name);
                }
            )+

            /// What everybody who is signed in may do, to and for themselves.
            #[derive(Debug)]
            pub struct Yourself;

            impl Right for Yourself {
                const PERMISSION: Option<Permission> = None;
            }

            /// The same for who still has to choose a password: choosing it, and signing out.
            #[derive(Debug)]
            pub struct Newcomer;

            impl Right for Newcomer {
                const PERMISSION: Option<Permission> = None;
                const BEFORE_OWN_PASSWORD: bool = true;
            }
        }
    };
}

permissions! {
    ReadConversations => "conversations:read",
    ReadAllConversations => "conversations:read_all",
    WriteConversations => "conversations:write",
    AssignConversations => "conversations:assign",
    ReadContacts => "contacts:read",
    ReadAllContacts => "contacts:read_all",
    WriteContacts => "contacts:write",
    DeleteContacts => "contacts:delete",
    ReadCampaigns => "campaigns:read",
    WriteCampaigns => "campaigns:write",
    ReadTemplates => "templates:read",
    WriteTemplates => "templates:write",
    ReadAnalytics => "analytics:read",
    ReadUsers => "users:read",
    InviteUsers => "users:invite",
    WriteUsers => "users:write",
    DeleteUsers => "users:delete",
    ReadRoles => "roles:read",
    WriteRoles => "roles:write",
    ReadTeams => "teams:read",
    WriteTeams => "teams:write",
    ReadSettings => "settings:read",
    WriteSettings => "settings:write",
    WriteApiKeys => "api_keys:write",
    ReadAudit => "audit:read",
    OwnWorkspace => "workspace:own",
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" isn't a permission")]
pub struct UnknownPermission(String);

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Permission {
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

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
    fn a_permission_reads_back_as_itself() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(*permission));
        }
        assert!("users:own".parse::<Permission>().is_err());
    }

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
}
