use super::{GONE, about, as_roles, in_teams, listed};
use crate::db::{DbError, Tx};
use crate::invitations::actions::Offered;
use crate::invitations::store::people;
use crate::mail::{Button, Desk, Line, MailKind, Message, Prepared, Queued};

/// To who invited: they are here.
pub(in crate::invitations) struct JoinedMail;

impl JoinedMail {
    pub(in crate::invitations) const NAME: &str = "invitation_accepted";
}

impl MailKind for JoinedMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        let Some(invitation) = about(tx, mail)? else {
            return Ok(GONE);
        };
        let person = match invitation.user {
            Some(user) => people::person(tx, mail.workspace, user)?.map(|person| (user, person)),
            None => None,
        };
        let Some((user, person)) = person else {
            return Ok(Prepared::Stale("who joined has been removed"));
        };
        let offered = Offered::of(tx, mail.workspace, (&invitation, user))?;
        let letterhead = &desk.letterhead;
        let joined = Line::default()
            .name(person.name())
            .words(" (")
            .name(&invitation.email)
            .words(") accepted your invitation and can sign in now, as ");
        let message = Message {
            to: mail.recipient.clone(),
            subject: Line::default()
                .name(person.name())
                .words(" joined ")
                .name(&letterhead.workspace),
            heading: "Your invitation was accepted",
            paragraphs: std::iter::once(
                in_teams(as_roles(joined, &offered.roles), &offered.teams).words("."),
            )
            .chain(missed(&person.missed_teams))
            .collect(),
            button: Some(Button {
                label: "See their profile",
                address: desk
                    .links
                    .page(&letterhead.slug, &format!("settings/users/{user}")),
            }),
            notes: vec![Line::new(
                "You get this because you invited them. Your profile says whether you want such emails.",
            )],
            unexpected: "You don't know this person? Then deactivate them, or tell an owner.",
        };
        Ok(Prepared::Ready {
            message: Box::new(message),
            link: None,
        })
    }
}

/// `The team Returns was deleted before they joined, so they aren't in it.`
fn missed(teams: &[String]) -> Option<Line> {
    let (begin, end) = match teams {
        [] => return None,
        [_] => (
            "The team ",
            " was deleted before they joined, so they aren't in it.",
        ),
        _ => (
            "The teams ",
            " were deleted before they joined, so they aren't in them.",
        ),
    };
    Some(listed(Line::new(begin), teams).words(end))
}
