use super::{GONE, UNEXPECTED, about, set_up, works_until};
use crate::db::{DbError, Tx};
use crate::invitations::actions::{Offered, link_for};
use crate::invitations::model::Standing;
use crate::mail::{Desk, Line, MailKind, Message, Prepared, Queued};

/// The invitation itself, the first time or again.
#[derive(Clone, Copy, Debug)]
pub(in crate::invitations) enum InvitationMail {
    First,
    Reminder,
}

impl MailKind for InvitationMail {
    fn name(&self) -> &'static str {
        self.kind()
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
        let Standing::Open { user } = invitation.standing(tx.now()?) else {
            return Ok(Prepared::Stale("the invitation is no longer open"));
        };
        let minted = match mail.link {
            Some(link) => {
                let wanted = link_for(mail.workspace, invitation.id);
                desk.links.again(tx, &wanted, link)?
            }
            None => None,
        };
        let Some(minted) = minted else {
            return Ok(Prepared::Stale("its link was replaced meanwhile"));
        };
        let offer = Offered::of(tx, mail.workspace, (&invitation, user))?;
        let workspace = &desk.letterhead.workspace;
        let mut paragraphs = vec![offer.sentence(workspace)];
        if let Some(message) = &invitation.message {
            paragraphs.push(offer.who_writes());
            paragraphs.extend(
                message
                    .lines()
                    .filter(|line| !line.is_empty())
                    .map(Line::quoted),
            );
        }
        let message = Message {
            to: mail.recipient.clone(),
            subject: self.subject(&offer, workspace),
            heading: "Set up your account",
            paragraphs,
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

impl InvitationMail {
    pub(in crate::invitations) const fn kind(self) -> &'static str {
        match self {
            Self::First => "invitation",
            Self::Reminder => "invitation_reminder",
        }
    }

    fn subject(self, offer: &Offered, workspace: &str) -> Line {
        match (self, &offer.inviter) {
            (Self::First, Some(inviter)) => Line::default()
                .name(inviter)
                .words(" invited you to ")
                .name(workspace),
            (Self::First, None) => Line::new("You are invited to ").name(workspace),
            (Self::Reminder, _) => Line::new("Your invitation to ")
                .name(workspace)
                .words(" is waiting"),
        }
    }
}
