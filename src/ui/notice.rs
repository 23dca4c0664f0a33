//! What a page says in passing after something was done. The address carries a word for it, and the
//! sentence is here, so that nobody can make Muster say theirs.

use std::convert::Infallible;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

pub(super) const FIELD: &str = "notice";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    AccountMade,
    AvailabilitySet,
    BetaSaved,
    DepartmentDeleted,
    DepartmentMade,
    DepartmentMerged,
    DepartmentSaved,
    EmailAsked,
    EmailChanged,
    EmailKept,
    InvitationCancelled,
    InvitationChanged,
    InvitationJustResent,
    InvitationResent,
    InvitationsCancelled,
    InvitationsCancelledInReach,
    InvitationsLeftAlone,
    InvitationsResent,
    InvitationsResentInReach,
    NoInvitationsLeft,
    InvitationsMade,
    InvitationsSent,
    MailSettingsSaved,
    NamesSaved,
    NotificationsSaved,
    OtherSessionsEnded,
    PasswordChanged,
    PasswordSet,
    PeopleChanged,
    PersonDeactivated,
    PersonDeleted,
    PersonReactivated,
    PersonSaved,
    PersonSignedOut,
    PositionPlanned,
    PositionRemoved,
    PositionSaved,
    ResetSent,
    RoleDeleted,
    RoleMade,
    RoleSaved,
    RolesChanged,
    RolesGivenBack,
    SessionEnded,
    SettingsSaved,
    SignedOut,
    TeamDeleted,
    TeamMade,
    TeamSaved,
    TeamsChanged,
    TestMailAccepted,
    Welcome,
}

const ALL: &[(Notice, &str, &str)] = &[
    (
        Notice::AccountMade,
        "account-made",
        "The account is there. Pass the password on; a new one is chosen at the first sign-in.",
    ),
    (Notice::BetaSaved, "beta-saved", "Beta access is saved."),
    (
        Notice::AvailabilitySet,
        "availability-set",
        "Saved. Colleagues see it from now on.",
    ),
    (
        Notice::DepartmentDeleted,
        "department-deleted",
        "The department is deleted.",
    ),
    (
        Notice::DepartmentMade,
        "department-made",
        "The department is there. Put people into it on their pages.",
    ),
    (
        Notice::DepartmentMerged,
        "department-merged",
        "The departments are one now.",
    ),
    (
        Notice::DepartmentSaved,
        "department-saved",
        "The department is saved.",
    ),
    (
        Notice::EmailAsked,
        "email-asked",
        "A link is on its way to the new address. It changes once that is opened.",
    ),
    (
        Notice::EmailChanged,
        "email-changed",
        "The address is changed. Sign in with it from now on.",
    ),
    (
        Notice::EmailKept,
        "email-kept",
        "The address stays as it is.",
    ),
    (
        Notice::InvitationCancelled,
        "invitation-cancelled",
        "The invitation is cancelled. The address is free again.",
    ),
    (
        Notice::InvitationChanged,
        "invitation-changed",
        "The invitation is changed. Whoever accepts it gets what it offers now.",
    ),
    (
        Notice::InvitationJustResent,
        "invitation-just-resent",
        "It was sent again less than a minute ago, so nothing more was sent.",
    ),
    (
        Notice::InvitationResent,
        "invitation-resent",
        "The invitation is sent again, with a new link.",
    ),
    (
        Notice::InvitationsCancelled,
        "invitations-cancelled",
        "The expired invitations are cancelled.",
    ),
    (
        Notice::InvitationsCancelledInReach,
        "invitations-cancelled-in-reach",
        "The expired invitations are cancelled, but for those that offer more than you hold.",
    ),
    (
        Notice::InvitationsLeftAlone,
        "invitations-left-alone",
        "Nothing was changed: they offer more than you hold.",
    ),
    (
        Notice::InvitationsResent,
        "invitations-resent",
        "The invitations are sent again, with new links.",
    ),
    (
        Notice::InvitationsResentInReach,
        "invitations-resent-in-reach",
        "The invitations are sent again, but for those that offer more than you hold.",
    ),
    (
        Notice::NoInvitationsLeft,
        "no-invitations-left",
        "Nothing was left to do: somebody was faster.",
    ),
    (
        Notice::InvitationsMade,
        "invitations-made",
        "Invited, without an email. Copy each link and pass it on.",
    ),
    (
        Notice::InvitationsSent,
        "invitations-sent",
        "Invited. The emails are on their way.",
    ),
    (
        Notice::MailSettingsSaved,
        "mail-settings-saved",
        "Saved. The next mail goes out this way.",
    ),
    (Notice::NamesSaved, "names-saved", "Your names are saved."),
    (
        Notice::NotificationsSaved,
        "notifications-saved",
        "Saved. It applies from now on.",
    ),
    (
        Notice::OtherSessionsEnded,
        "other-sessions-ended",
        "You are signed out everywhere else.",
    ),
    (
        Notice::PasswordChanged,
        "password-changed",
        "Your password is changed, and you are signed out everywhere else.",
    ),
    (
        Notice::PasswordSet,
        "password-set",
        "Your password is set. Sign in with it.",
    ),
    (
        Notice::PeopleChanged,
        "people-changed",
        "Done, for everybody you chose.",
    ),
    (
        Notice::PersonDeactivated,
        "person-deactivated",
        "Deactivated, and signed out everywhere.",
    ),
    (
        Notice::PersonDeleted,
        "person-deleted",
        "Deleted. The history tells of a former user from now on.",
    ),
    (
        Notice::PersonReactivated,
        "person-reactivated",
        "Reactivated. They can sign in again, with the password from before.",
    ),
    (
        Notice::PersonSaved,
        "person-saved",
        "The changes are saved.",
    ),
    (
        Notice::PersonSignedOut,
        "person-signed-out",
        "They are signed out everywhere.",
    ),
    (
        Notice::PositionPlanned,
        "position-planned",
        "The position is planned. Invite somebody into it from the chart.",
    ),
    (
        Notice::PositionRemoved,
        "position-removed",
        "The position is removed.",
    ),
    (
        Notice::PositionSaved,
        "position-saved",
        "The position is saved.",
    ),
    (
        Notice::ResetSent,
        "reset-sent",
        "A link for a new password is on its way.",
    ),
    (Notice::RoleDeleted, "role-deleted", "The role is deleted."),
    (
        Notice::RoleMade,
        "role-made",
        "The role is there. Nobody has it yet.",
    ),
    (
        Notice::RoleSaved,
        "role-saved",
        "The role is saved. It applies on the next click of everybody who has it.",
    ),
    (
        Notice::RolesChanged,
        "roles-changed",
        "The roles are changed. That applies on the next click.",
    ),
    (
        Notice::RolesGivenBack,
        "roles-given-back",
        "The roles are what they were before.",
    ),
    (
        Notice::SessionEnded,
        "session-ended",
        "That session has ended.",
    ),
    (
        Notice::SettingsSaved,
        "settings-saved",
        "The settings are saved.",
    ),
    (Notice::SignedOut, "signed-out", "You are signed out."),
    (Notice::TeamDeleted, "team-deleted", "The team is deleted."),
    (
        Notice::TeamMade,
        "team-made",
        "The team is there. Add the people who belong to it.",
    ),
    (Notice::TeamSaved, "team-saved", "The team is saved."),
    (
        Notice::TeamsChanged,
        "teams-changed",
        "The teams are changed.",
    ),
    (
        Notice::TestMailAccepted,
        "test-mail-accepted",
        "The mail server accepted the test email. Look into your inbox.",
    ),
    (
        Notice::Welcome,
        "welcome",
        "Your account is ready, and you are signed in.",
    ),
];

/// What the page before had to say, for a page that has more to say of it or passes it on.
pub struct Told(Option<Notice>);

impl Told {
    pub fn is(&self, notice: Notice) -> bool {
        self.0 == Some(notice)
    }

    pub(super) fn notice(&self) -> Option<Notice> {
        self.0
    }
}

impl FromRequest for Told {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Notice::in_query(request.query_string()))))
    }
}

impl Notice {
    pub(super) fn in_query(query: &str) -> Option<Self> {
        let (_, word) =
            url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == FIELD)?;
        ALL.iter()
            .find(|(_, known, _)| *known == word)
            .map(|(notice, ..)| *notice)
    }

    pub(super) fn as_query(self) -> String {
        format!("{FIELD}={}", self.entry().map_or("", |(_, word, _)| word))
    }

    pub(super) fn entry(self) -> Option<&'static (Self, &'static str, &'static str)> {
        ALL.iter().find(|(notice, ..)| *notice == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_travels_in_an_address_and_an_unknown_one_says_nothing() {
        for (notice, ..) in ALL {
            assert_eq!(Notice::in_query(&notice.as_query()), Some(*notice));
        }
        assert_eq!(Notice::in_query("notice=you-have-won&x=1"), None);
        assert_eq!(Notice::in_query(""), None);
    }
}
