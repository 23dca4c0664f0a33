use super::{Offer, UNEXPECTED, set_up, works_until};
use crate::db::{DbError, Tx};
use crate::invitations::actions::renew;
use crate::invitations::store::{open, people};
use crate::mail::{Desk, Line, MailKind, Message, Prepared, Queued};
use crate::types::InvitationId;

/// A new link, asked for on the page of one that is dead. Whom it goes to stands in the invitation's
/// row alone, so the mail's own row doesn't say.
pub(in crate::invitations) struct RenewalMail;

impl RenewalMail {
    pub(in crate::invitations) const NAME: &str = "invitation_renewal";
}

impl MailKind for RenewalMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        let Some(id) = mail.subject.map(InvitationId::from) else {
            return Ok(Prepared::Stale("it is about no invitation"));
        };
        let minted = match renew(tx, (mail.workspace, id), desk.links, mail.link)? {
            Ok(minted) => minted,
            Err(why) => return Ok(Prepared::Stale(why)),
        };
        let invitation = open::find(tx, mail.workspace, id)?;
        let Some((invitation, user)) = invitation.and_then(|it| it.user.map(|user| (it, user)))
        else {
            return Ok(Prepared::Stale("there is no such invitation"));
        };
        let Some(person) = people::person(tx, mail.workspace, user)? else {
            return Ok(Prepared::Stale("nobody is to come with it"));
        };
        let offer = Offer::of(tx, mail.workspace, (&invitation, user))?;
        let workspace = &desk.letterhead.workspace;
        let message = Message {
            to: person.address(),
            subject: Line::new("Your new link to join ").name(workspace),
            heading: "Your new link",
            paragraphs: vec![
                Line::new(
                    "Somebody asked for a new link to your invitation. Earlier links no longer work.",
                ),
                offer.sentence(workspace),
            ],
            button: Some(set_up(desk, &minted)),
            notes: vec![works_until(desk, &invitation)],
            unexpected: UNEXPECTED,
        };
        Ok(Prepared::Ready {
            message: Box::new(message),
            link: Some(minted.link.id),
        })
    }
}
