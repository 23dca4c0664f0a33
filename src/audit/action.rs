//! Every kind of entry there is. What isn't here can't be recorded, and what is here has a sentence.

use std::str::FromStr;

use thiserror::Error;

macro_rules! actions {
    ($($group:literal { $($name:ident => $text:literal, $label:literal;)+ })+) => {
        /// What happened, as `thing.happened`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($($name),+),+ }

        impl Action {
            pub const ALL: &[Self] = &[$($(Self::$name),+),+];

            /// In the order of a list to choose from, under what they are about.
            pub const GROUPS: &[(&str, &[Self])] = &[$(($group, &[$(Self::$name),+])),+];

            /// As it is stored, sealed and written in the API. It never changes.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $text),+),+ }
            }

            /// In a list to choose from.
            pub const fn label(self) -> &'static str {
                match self { $($(Self::$name => $label),+),+ }
            }
        }

        impl FromStr for Action {
            type Err = UnknownAction;

            fn from_str(text: &str) -> Result<Self, UnknownAction> {
                match text {
                    $($($text => Ok(Self::$name),)+)+
                    _ => Err(UnknownAction),
                }
            }
        }
    };
}

actions! {
    "Signing in" {
        SessionStarted => "session.started", "Signed in";
        SessionRefused => "session.refused", "Failed to sign in";
        SessionEnded => "session.ended", "Signed out";
        SessionOthersEnded => "session.others_ended", "Signed out everywhere else";
        SessionReplaced => "session.replaced", "Signed in over another session";
        SessionsEndedFor => "session.ended_for", "Signed somebody out";
    }
    "Passwords" {
        PasswordChanged => "password.changed", "Changed a password";
        PasswordReset => "password.reset", "Set a new password by a link";
        PasswordResetLinkMade => "password.reset_link_made", "Made a link for a new password";
        PasswordResetSent => "password.reset_sent", "Sent somebody a link for a new password";
        PasswordRefused => "password.refused", "Failed to confirm a password";
    }
    "People" {
        UserCreated => "user.created", "Made an account";
        UserRenamed => "user.renamed", "Changed a name";
        UserRoleGiven => "user.role_given", "Gave a role";
        UserRolesChanged => "user.roles_changed", "Changed somebody's roles";
        UserTeamsChanged => "user.teams_changed", "Changed somebody's teams";
        UserDepartmentChanged => "user.department_changed", "Changed somebody's department";
        UserManagerChanged => "user.manager_changed", "Changed whom somebody reports to";
        UserReportsMoved => "user.reports_moved", "Moved reports of who left up a level";
        UserAvailabilityChanged => "user.availability_changed", "Changed somebody's availability";
        UserEmailAsked => "user.email_asked", "Asked for another address";
        UserEmailChanged => "user.email_changed", "Changed an address";
        UserEmailWithdrawn => "user.email_withdrawn", "Called off a change of address";
        UserBetaChanged => "user.beta_changed", "Changed somebody's beta access";
        UserDeactivated => "user.deactivated", "Deactivated somebody";
        UserReactivated => "user.reactivated", "Reactivated somebody";
        UserDeleted => "user.deleted", "Deleted somebody";
        UsersChanged => "user.many_changed", "Changed many people at once";
        UsersExported => "user.exported", "Exported people";
    }
    "Invitations" {
        InvitationCreated => "invitation.created", "Invited somebody";
        InvitationResent => "invitation.resent", "Resent an invitation";
        InvitationLinkCopied => "invitation.link_copied", "Copied an invitation's link";
        InvitationCancelled => "invitation.cancelled", "Cancelled an invitation";
        InvitationsHandedOver => "invitation.handed_over", "Took over invitations of who left";
        InvitationRenewed => "invitation.renewed", "Asked for a new invitation link";
        InvitationHeldUp => "invitation.held_up", "Couldn't join";
        InvitationAccepted => "invitation.accepted", "Joined";
    }
    "Roles" {
        RoleCreated => "role.created", "Made a role";
        RoleChanged => "role.changed", "Changed a role";
        RoleDeleted => "role.deleted", "Deleted a role";
    }
    "Teams and departments" {
        TeamCreated => "team.created", "Made a team";
        TeamChanged => "team.changed", "Changed a team";
        TeamDeleted => "team.deleted", "Deleted a team";
        DepartmentCreated => "department.created", "Made a department";
        DepartmentChanged => "department.changed", "Changed a department";
        DepartmentMerged => "department.merged", "Merged a department into another";
        DepartmentDeleted => "department.deleted", "Deleted a department";
        PositionPlanned => "position.planned", "Planned a position";
        PositionChanged => "position.changed", "Changed a planned position";
        PositionRemoved => "position.removed", "Removed a planned position";
    }
    "Workspace" {
        WorkspaceCreated => "workspace.created", "Made the workspace";
        WorkspaceChanged => "workspace.changed", "Changed the workspace's settings";
        WorkspacePlanChanged => "workspace.plan_changed", "Changed the plan";
        MailSettingsChanged => "mail_settings.changed", "Changed how email is sent";
        MailSettingsTested => "mail_settings.tested", "Sent a test email";
    }
    "Rights" {
        AccessRefused => "access.refused", "Was refused";
    }
}

/// A newer Muster may have written it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose one of the list.")]
pub struct UnknownAction;

impl Action {
    /// Somebody tried, and it wasn't done.
    pub const fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::AccessRefused | Self::SessionRefused | Self::PasswordRefused
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_action_reads_back_as_itself_and_is_told_apart_by_its_label() {
        for action in Action::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
        assert_eq!("kettle.filled".parse::<Action>(), Err(UnknownAction));
        let labels: HashSet<_> = Action::ALL.iter().map(|action| action.label()).collect();
        assert_eq!(labels.len(), Action::ALL.len());
    }

    #[test]
    fn every_action_can_be_chosen_once() {
        let offered = Action::GROUPS.iter().flat_map(|(_, actions)| *actions);
        assert!(offered.eq(Action::ALL));
    }
}
