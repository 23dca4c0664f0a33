use chrono::TimeDelta;

use super::model::{Account, LIFETIME, MAILS_AN_HOUR};
use super::store::{self, Known};
use crate::db::{DbError, Tx};
use crate::links::{LinkFor, Minted, Purpose, minted_since};
use crate::mail::{Button, Desk, Line, MailKind, Message, Prepared, Queued};
use crate::types::{UserId, WorkspaceId};

/// The link to a new password.
pub struct ResetMail;

impl ResetMail {
    pub(super) const NAME: &str = "password_reset";
}

pub(super) fn link_for(workspace: WorkspaceId, user: UserId) -> LinkFor {
    LinkFor {
        workspace,
        purpose: Purpose::PasswordReset,
        subject: user.as_uuid(),
        lifetime: Some(LIFETIME),
    }
}

impl MailKind for ResetMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        let found = store::lock_by_email(tx, mail.workspace, &mail.recipient)?;
        let Some(account) = found.and_then(Known::active) else {
            return Ok(Prepared::Stale("nobody active has this address"));
        };
        let wanted = link_for(mail.workspace, account.user);
        let minted = match link(tx, &wanted, mail, desk)? {
            Ok(minted) => minted,
            Err(why) => return Ok(Prepared::Stale(why)),
        };
        Ok(Prepared::Ready {
            link: Some(minted.link.id),
            message: Box::new(message(account, &minted, desk)),
        })
    }
}

/// The one that this mail carried before, or a new one, or why there is none.
fn link(
    tx: &mut Tx<'_>,
    wanted: &LinkFor,
    mail: &Queued,
    desk: &Desk<'_>,
) -> Result<Result<Minted, &'static str>, DbError> {
    if let Some(link) = mail.link {
        let again = desk.links.again(tx, wanted, link)?;
        return Ok(again.ok_or("its link was used or replaced meanwhile"));
    }
    let an_hour_ago = tx.now()? - TimeDelta::hours(1);
    if minted_since(tx, wanted, an_hour_ago)? >= MAILS_AN_HOUR {
        return Ok(Err("enough were sent within the hour"));
    }
    Ok(Ok(desk.links.mint(tx, wanted)?))
}

fn message(account: Account, minted: &Minted, desk: &Desk<'_>) -> Message {
    let letterhead = &desk.letterhead;
    let mut until = Line::new("The link works once");
    if let Some(end) = minted.link.expires_at {
        until = until.words(", until ").time(end, letterhead.time_zone);
    }
    Message {
        to: account.email,
        subject: Line::new("Set a new password for ").name(&letterhead.workspace),
        heading: "Set a new password",
        paragraphs: vec![
            Line::new("Somebody asked for a new password for ")
                .name(&account.name)
                .words(" at ")
                .name(&letterhead.workspace)
                .words("."),
        ],
        button: Some(Button {
            label: "Set a new password",
            address: desk.links.address(&letterhead.slug, minted),
        }),
        notes: vec![until.words(".")],
        unexpected: "You didn't ask for this? Then ignore this email, and your password stays as it is.",
    }
}
