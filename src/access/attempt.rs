//! What somebody tried who may not: told on the page that refuses it and in the audit log, so it is
//! kept as facts.

use std::str::FromStr;

use thiserror::Error;

use super::Target;

/// Something that goes beyond what its author may do.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// On what, and what that was called. What doesn't exist yet is no target.
    pub on: Option<(Target, String)>,
    pub tried: Tried,
    /// The roles that it was about, where those aren't its target.
    pub roles: Vec<String>,
    pub limit: Limit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    MakeRole,
    AddToRole,
    ChangeRole,
    DeleteRole,
    ChangeRoles,
    GiveRoles,
    GiveToMany,
    Invite,
    ResendInvitation,
    ResendInvitations,
    CopyInvitationLink,
    CancelInvitation,
    CancelInvitations,
    EditPerson,
    ChangeTeams,
    ChangeAvailability,
    DeleteTeam,
    DeleteDepartment,
    ChangeEmail,
    ChangeBeta,
    SendPasswordReset,
    SignOut,
    Deactivate,
    Reactivate,
    DeletePerson,
    CreatePerson,
    MakeKey,
    RevokeKey,
    TakeOverKey,
}

/// What stood against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Nobody gives, or acts on who holds, what they don't hold themselves.
    Ceiling,
    /// Nobody adds to a role of their own.
    OwnRole,
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("nothing that is tried or refused here")]
pub struct UnknownWord;

macro_rules! words {
    ($type:ident { $($name:ident => $text:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As it is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }

        impl FromStr for $type {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == text)
                    .ok_or(UnknownWord)
            }
        }
    };
}

words!(Tried {
    MakeRole => "make_role",
    AddToRole => "add_to_role",
    ChangeRole => "change_role",
    DeleteRole => "delete_role",
    ChangeRoles => "change_roles",
    GiveRoles => "give_roles",
    GiveToMany => "give_to_many",
    Invite => "invite",
    ResendInvitation => "resend_invitation",
    ResendInvitations => "resend_invitations",
    CopyInvitationLink => "copy_invitation_link",
    CancelInvitation => "cancel_invitation",
    CancelInvitations => "cancel_invitations",
    EditPerson => "edit_person",
    ChangeTeams => "change_teams",
    ChangeAvailability => "change_availability",
    DeleteTeam => "delete_team",
    DeleteDepartment => "delete_department",
    ChangeEmail => "change_email",
    ChangeBeta => "change_beta",
    SendPasswordReset => "send_password_reset",
    SignOut => "sign_out",
    Deactivate => "deactivate",
    Reactivate => "reactivate",
    DeletePerson => "delete_person",
    CreatePerson => "create_person",
    MakeKey => "make_key",
    RevokeKey => "revoke_key",
    TakeOverKey => "take_over_key",
});

words!(Limit {
    Ceiling => "ceiling",
    OwnRole => "own_role",
});

impl Tried {
    /// After "to": `give Ana Lima the roles Admin and Sales`. `name` is the target's.
    pub fn words(self, name: &str, roles: &[String]) -> String {
        match self {
            Self::MakeRole => format!("make {}", named(roles)),
            Self::AddToRole => format!("add to the role {name}"),
            Self::ChangeRole => format!("change the role {name}"),
            Self::DeleteRole => format!("delete the role {name}"),
            Self::ChangeRoles => format!("change the roles of {name}"),
            Self::GiveRoles => format!("give {name} {}", named(roles)),
            Self::GiveToMany => format!("give many people {}", named(roles)),
            Self::Invite => format!("invite somebody with {}", named(roles)),
            Self::ResendInvitation => format!("resend the invitation of {name}"),
            Self::ResendInvitations => format!("resend invitations with {}", named(roles)),
            Self::CancelInvitations => format!("cancel invitations with {}", named(roles)),
            Self::CopyInvitationLink => format!("copy the invitation link of {name}"),
            Self::CancelInvitation => format!("cancel the invitation of {name}"),
            Self::EditPerson => format!("edit the profile of {name}"),
            Self::ChangeTeams => format!("change the teams of {name}"),
            Self::ChangeAvailability => format!("change the availability of {name}"),
            Self::DeleteTeam => format!("delete the team {name}"),
            Self::DeleteDepartment => format!("delete the department {name}"),
            Self::ChangeEmail => format!("change the address of {name}"),
            Self::ChangeBeta => format!("change the beta access of {name}"),
            Self::SendPasswordReset => format!("send {name} a link for a new password"),
            Self::SignOut => format!("sign {name} out"),
            Self::Deactivate => format!("deactivate {name}"),
            Self::Reactivate => format!("reactivate {name}"),
            Self::DeletePerson => format!("delete {name}"),
            Self::CreatePerson => format!("make an account with {}", named(roles)),
            Self::MakeKey => "make an API key that holds this".to_owned(),
            Self::RevokeKey => format!("revoke the API key {name}"),
            Self::TakeOverKey => format!("take over the API key {name}"),
        }
    }
}

fn named(roles: &[String]) -> String {
    match roles {
        [] => "a role".to_owned(),
        [only] => format!("the role {only}"),
        [first @ .., last] => format!("the roles {} and {last}", first.join(", ")),
    }
}

impl Attempt {
    pub fn words(&self) -> String {
        let name = self.on.as_ref().map_or("", |(_, name)| name);
        self.tried.words(name, &self.roles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_reads_back_and_reads_well() {
        for tried in Tried::ALL {
            assert_eq!(tried.as_str().parse(), Ok(*tried));
        }
        for limit in Limit::ALL {
            assert_eq!(limit.as_str().parse(), Ok(*limit));
        }
        let roles = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            Tried::GiveRoles.words("Ana Lima", &roles(&["Admin", "Sales", "Keys"])),
            "give Ana Lima the roles Admin, Sales and Keys"
        );
        assert_eq!(
            Tried::MakeRole.words("", &roles(&["Sales"])),
            "make the role Sales"
        );
    }
}
