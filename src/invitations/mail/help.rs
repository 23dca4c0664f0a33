use super::{GONE, about};
use crate::db::{DbError, Tx};
use crate::invitations::actions::{ASKED_FOR_LINK, HELD_UP_ROLE, HELD_UP_SEAT};
use crate::invitations::model::Standing;
use crate::mail::{Button, Desk, Line, MailKind, Message, Prepared, Queued};

/// To who can help: somebody is at the door and can't come in by themselves.
struct HelpMail {
    name: &'static str,
    heading: &'static str,
    /// After their address.
    trouble: &'static str,
    way_out: &'static str,
}

pub(super) const KINDS: [&dyn MailKind; 3] = [
    &HelpMail {
        name: HELD_UP_ROLE,
        heading: "Somebody can't accept their invitation",
        trouble: " tried to join, but whoever invited them may no longer give that role.",
        way_out: "Somebody who may give it can resend the invitation, or change its role. Until then their link waits.",
    },
    &HelpMail {
        name: HELD_UP_SEAT,
        heading: "Somebody can't accept their invitation",
        trouble: " tried to join, but all seats are in use.",
        way_out: "Deactivate someone or ask for a larger plan. Until then their link waits.",
    },
    &HelpMail {
        name: ASKED_FOR_LINK,
        heading: "Somebody asks for a new invitation",
        trouble: " asked for a new link to their invitation, and can't get one by themselves.",
        way_out: "Resend the invitation if they are still expected, or cancel it.",
    },
];

impl MailKind for HelpMail {
    fn name(&self) -> &'static str {
        self.name
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
        if matches!(
            invitation.standing(tx.now()?),
            Standing::Accepted { .. } | Standing::Cancelled
        ) {
            return Ok(Prepared::Stale("it was accepted or cancelled meanwhile"));
        }
        let letterhead = &desk.letterhead;
        let message = Message {
            to: mail.recipient.clone(),
            subject: Line::default()
                .name(&invitation.email)
                .words(" can't join ")
                .name(&letterhead.workspace)
                .words(" yet"),
            heading: self.heading,
            paragraphs: vec![
                Line::default().name(&invitation.email).words(self.trouble),
                Line::new(self.way_out),
            ],
            button: Some(Button {
                label: "See pending invitations",
                address: desk
                    .links
                    .page(&letterhead.slug, "settings/users?tab=pending"),
            }),
            notes: Vec::new(),
            unexpected: "Who gets these emails is chosen in Settings, Workspace.",
        };
        Ok(Prepared::Ready {
            message: Box::new(message),
            link: None,
        })
    }
}
