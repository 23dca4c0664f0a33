//! What a page says in passing after something was done. The address carries a word for it, and the
//! sentence is here, so that nobody can make Muster say theirs.

use std::convert::Infallible;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

pub(super) const FIELD: &str = "notice";

macro_rules! notices {
    ($($name:ident => $word:literal, $text:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Notice { $($name),+ }

        const ALL: &[(Notice, &str, &str)] = &[$((Notice::$name, $word, $text)),+];
    };
}

// What is told, its word in the address, and the sentence.
notices! {
    AccountMade => "account-made",
        "The account is there. Pass the password on; a new one is chosen at the first sign-in.";
    ApiKeyMadeAlready => "api-key-made-already",
        "That key was made already, and shown once. If you didn't copy it, revoke it and make another.";
    ApiKeyRevoked => "api-key-revoked", "The key is revoked. What uses it is refused from now on.";
    ApiKeyTakenOver => "api-key-taken-over", "You answer for the key from now on, and it works.";
    BetaSaved => "beta-saved", "Beta access is saved.";
    AvailabilitySet => "availability-set", "Saved. Colleagues see it from now on.";
    DepartmentDeleted => "department-deleted", "The department is deleted.";
    DepartmentMade => "department-made", "The department is there. Put people into it on their pages.";
    DepartmentMerged => "department-merged", "The departments are one now.";
    DepartmentSaved => "department-saved", "The department is saved.";
    EmailAsked => "email-asked", "A link is on its way to the new address. It changes once that is opened.";
    EmailChanged => "email-changed", "The address is changed. Sign in with it from now on.";
    EmailKept => "email-kept", "The address stays as it is.";
    ImportRemoved => "import-removed", "The file is removed. What was imported from it stays.";
    InvitationCancelled => "invitation-cancelled", "The invitation is cancelled. The address is free again.";
    InvitationChanged => "invitation-changed",
        "The invitation is changed. Whoever accepts it gets what it offers now.";
    InvitationJustResent => "invitation-just-resent",
        "It was sent again less than a minute ago, so nothing more was sent.";
    InvitationResent => "invitation-resent", "The invitation is sent again, with a new link.";
    InvitationsCancelled => "invitations-cancelled", "The expired invitations are cancelled.";
    InvitationsCancelledInReach => "invitations-cancelled-in-reach",
        "The expired invitations are cancelled, but for those that offer more than you hold.";
    InvitationsLeftAlone => "invitations-left-alone", "Nothing was changed: they offer more than you hold.";
    InvitationsResent => "invitations-resent", "The invitations are sent again, with new links.";
    InvitationsResentInReach => "invitations-resent-in-reach",
        "The invitations are sent again, but for those that offer more than you hold.";
    NoInvitationsLeft => "no-invitations-left", "Nothing was left to do: somebody was faster.";
    InvitationsMade => "invitations-made", "Invited, without an email. Copy each link and pass it on.";
    InvitationsSent => "invitations-sent", "Invited. The emails are on their way.";
    MailSettingsSaved => "mail-settings-saved", "Saved. The next mail goes out this way.";
    NamesSaved => "names-saved", "Your names are saved.";
    NotificationsSaved => "notifications-saved", "Saved. It applies from now on.";
    OtherSessionsEnded => "other-sessions-ended", "You are signed out everywhere else.";
    PasswordChanged => "password-changed",
        "Your password is changed, and you are signed out everywhere else.";
    PasswordSet => "password-set", "Your password is set. Sign in with it.";
    PeopleChanged => "people-changed", "Done, for everybody you chose.";
    PersonDeactivated => "person-deactivated", "Deactivated, and signed out everywhere.";
    PersonDeleted => "person-deleted", "Deleted. The history tells of a former user from now on.";
    PersonReactivated => "person-reactivated",
        "Reactivated. They can sign in again, with the password from before.";
    PersonSaved => "person-saved", "The changes are saved.";
    PersonSignedOut => "person-signed-out", "They are signed out everywhere.";
    PositionPlanned => "position-planned", "The position is planned. Invite somebody into it from the chart.";
    PositionRemoved => "position-removed", "The position is removed.";
    PositionSaved => "position-saved", "The position is saved.";
    ResetSent => "reset-sent", "A link for a new password is on its way.";
    RoleDeleted => "role-deleted", "The role is deleted.";
    RoleMade => "role-made", "The role is there. Nobody has it yet.";
    RoleSaved => "role-saved", "The role is saved. It applies on the next click of everybody who has it.";
    RolesChanged => "roles-changed", "The roles are changed. That applies on the next click.";
    RolesGivenBack => "roles-given-back", "The roles are what they were before.";
    SessionEnded => "session-ended", "That session has ended.";
    SettingsSaved => "settings-saved", "The settings are saved.";
    SignedOut => "signed-out", "You are signed out.";
    TeamDeleted => "team-deleted", "The team is deleted.";
    TeamMade => "team-made", "The team is there. Add the people who belong to it.";
    TeamSaved => "team-saved", "The team is saved.";
    TeamsChanged => "teams-changed", "The teams are changed.";
    TestMailAccepted => "test-mail-accepted",
        "The mail server accepted the test email. Look into your inbox.";
    Welcome => "welcome", "Your account is ready, and you are signed in.";
}

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
