//! The catalogue of permissions: code, where the roles that bundle them are data. Each says in a
//! sentence what it opens.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::{Resource, Verb};

macro_rules! permissions {
    ($($name:ident => $text:literal, $resource:ident $verb:ident $sentence:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($name),+ }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As it is stored and written in the API: `resource:action`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            pub const fn resource(self) -> Resource {
                match self { $(Self::$name => Resource::$resource),+ }
            }

            pub const fn verb(self) -> Verb {
                match self { $(Self::$name => Verb::$verb),+ }
            }

            /// What somebody who holds it may do.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),+ }
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

            /// What an invitation's link is good for. Nobody who is signed in has it.
            #[derive(Debug)]
            pub struct Join;
        }
    };
}

permissions! {
    ReadConversations => "conversations:read", Conversations Read
        "See their own conversations, and those that wait in their teams.";
    ReadAllConversations => "conversations:read_all", Conversations ReadAll
        "See everybody's conversations.";
    WriteConversations => "conversations:write", Conversations Write
        "Answer and close the conversations they see.";
    AssignConversations => "conversations:assign", Conversations Assign
        "Give a conversation to somebody else or to a team.";
    ReadContacts => "contacts:read", Contacts Read
        "See the contacts of conversations they see.";
    ReadAllContacts => "contacts:read_all", Contacts ReadAll
        "See every contact.";
    WriteContacts => "contacts:write", Contacts Write
        "Add and edit contacts.";
    DeleteContacts => "contacts:delete", Contacts Delete
        "Delete contacts for good.";
    ReadCampaigns => "campaigns:read", Campaigns Read
        "See campaigns in connected services.";
    WriteCampaigns => "campaigns:write", Campaigns Write
        "Prepare and send campaigns in connected services.";
    ReadTemplates => "templates:read", Templates Read
        "Use the templates for answers.";
    WriteTemplates => "templates:write", Templates Write
        "Add, edit and remove templates.";
    ReadAnalytics => "analytics:read", Analytics Read
        "See figures about the team's work.";
    ReadUsers => "users:read", Users Read
        "See who is in the workspace and what they hold.";
    InviteUsers => "users:invite", Users Invite
        "Invite people, with roles that hold no more than their own.";
    WriteUsers => "users:write", Users Write
        "Edit people, give and take roles, deactivate and reactivate.";
    DeleteUsers => "users:delete", Users Delete
        "Delete people who were deactivated, for good.";
    ReadRoles => "roles:read", Roles Read
        "See roles and what they hold.";
    WriteRoles => "roles:write", Roles Write
        "Make, edit and delete roles, with permissions of their own.";
    ReadTeams => "teams:read", Teams Read
        "See teams and departments.";
    WriteTeams => "teams:write", Teams Write
        "Make, edit and delete teams and departments.";
    ReadSettings => "settings:read", Settings Read
        "See the workspace's settings.";
    WriteSettings => "settings:write", Settings Write
        "Change the workspace's settings.";
    WriteApiKeys => "api_keys:write", ApiKeys Write
        "Make and revoke keys for scripts, with permissions of their own.";
    ReadAudit => "audit:read", AuditLog Read
        "See who did what and when.";
    OwnWorkspace => "workspace:own", Workspace Own
        "Make and unmake owners, and change how the workspace sends email.";
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
    /// The one that allows this on that, if there is such a thing.
    pub fn of(resource: Resource, verb: Verb) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.resource() == resource && permission.verb() == verb)
    }

    /// What it is of no use without: who edits something sees it.
    pub fn needs(self) -> Option<Self> {
        Self::of(self.resource(), Verb::Read).filter(|read| *read != self)
    }

    /// `Write users`
    pub fn title(self) -> String {
        format!(
            "{} {}",
            self.verb().title(),
            self.resource().in_a_sentence()
        )
    }

    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
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
    fn a_permission_is_written_as_what_it_allows_on_what() {
        for permission in Permission::ALL {
            let text = format!(
                "{}:{}",
                permission.resource().as_str(),
                permission.verb().as_str()
            );
            assert_eq!(text, permission.as_str());
            assert_eq!(
                Permission::of(permission.resource(), permission.verb()),
                Some(*permission)
            );
            assert!(permission.sentence().ends_with('.'));
        }
    }

    #[test]
    fn what_changes_something_needs_to_see_it() {
        assert_eq!(Permission::WriteUsers.needs(), Some(Permission::ReadUsers));
        assert_eq!(Permission::ReadUsers.needs(), None);
        assert_eq!(Permission::WriteApiKeys.needs(), None);
    }
}
