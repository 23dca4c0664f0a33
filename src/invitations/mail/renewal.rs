use super::{GONE, UNEXPECTED, about, set_up, works_until};
use crate::db::{DbError, Tx};
use crate::invitations::actions::{Offered, renew};
use crate::invitations::store::people;
use crate::mail::{Desk, Line, MailKind, Message, Prepared, Queued};

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
        let Some(before) = about(tx, mail)? else {
            return Ok(GONE);
        };
        let minted = match renew(tx, (mail.workspace, before.id), desk.links, mail.link)? {
            Ok(minted) => minted,
            Err(why) => return Ok(Prepared::Stale(why)),
        };
        // It may have been given more time.
        let renewed = about(tx, mail)?;
        let Some((invitation, user)) = renewed.and_then(|it| it.user.map(|user| (it, user))) else {
            return Ok(GONE);
        };
        let Some(person) = people::person(tx, mail.workspace, user)? else {
            return Ok(Prepared::Stale("nobody is to come with it"));
        };
        let offer = Offered::of(tx, mail.workspace, (&invitation, user))?;
        let workspace = &desk.letterhead.workspace;
        let message = Message {
            to: person.address(),
            subject: Line::new("Your new link to join ").name(workspace),
            heading: "Your new link",
            paragraphs: vec![
                asked_for(minted.link.created_at >= mail.created_at),
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

/// The link that lives when somebody asks is sent again, and a new one is made only where none does.
fn asked_for(link_is_new: bool) -> Line {
    let line = Line::new("Somebody asked for a new link to your invitation.");
    if link_is_new {
        line.words(" Earlier links no longer work.")
    } else {
        line
    }
}
