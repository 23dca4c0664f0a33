//! To the new address: is it yours? To the old one: it was changed.

use super::actions::is_still_asked;
use super::model::{Account, LIFETIME};
use super::store;
use crate::db::{DbError, Tx};
use crate::links::{LinkFor, Minted, Purpose};
use crate::mail::{Button, Desk, Line, MailKind, Message, Prepared, Queued};
use crate::types::{UserId, UserStatus, WorkspaceId};

pub fn kinds() -> Vec<&'static dyn MailKind> {
    vec![&ConfirmMail, &ChangedMail]
}

pub(super) fn link_for(workspace: WorkspaceId, user: UserId) -> LinkFor {
    LinkFor {
        workspace,
        purpose: Purpose::EmailChange,
        subject: user.as_uuid(),
        lifetime: Some(LIFETIME),
    }
}

/// The link that makes an address somebody's.
pub(super) struct ConfirmMail;

impl ConfirmMail {
    pub const NAME: &str = "email_confirmation";
}

impl MailKind for ConfirmMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        let Some(account) = about(tx, mail)? else {
            return Ok(Prepared::Stale("who it was for isn't active any more"));
        };
        let workspace = mail.workspace;
        let newest = store::wished(tx, workspace, account.user)?
            .filter(|wished| Some(wished.link) == mail.link && wished.email == mail.recipient);
        let Some(wished) = newest else {
            return Ok(Prepared::Stale("another address was asked for, or none"));
        };
        if !is_still_asked(tx, (workspace, account.user), &wished)? {
            return Ok(Prepared::Stale("who asked for it may no longer do so"));
        }
        let link = wished.link;
        if store::is_anothers(tx, (workspace, account.user), &mail.recipient)? {
            return Ok(Prepared::Stale("somebody else has this address"));
        }
        let wanted = link_for(workspace, account.user);
        let Some(minted) = desk.links.again(tx, &wanted, link)? else {
            return Ok(Prepared::Stale("its link was used or withdrawn meanwhile"));
        };
        Ok(Prepared::Ready {
            link: Some(link),
            message: Box::new(confirmation(mail, (&account, &minted), desk)),
        })
    }
}

fn confirmation(mail: &Queued, (account, minted): (&Account, &Minted), desk: &Desk<'_>) -> Message {
    let letterhead = &desk.letterhead;
    let mut until = Line::new("The link works once");
    if let Some(end) = minted.link.expires_at {
        until = until.words(", until ").time(end, letterhead.time_zone);
    }
    Message {
        to: mail.recipient.clone(),
        subject: Line::new("Confirm your address for ").name(&letterhead.workspace),
        heading: "Confirm your new address",
        paragraphs: vec![
            Line::default()
                .name(&account.name)
                .words(" is to sign in to ")
                .name(&letterhead.workspace)
                .words(" with this address from now on. Nothing changes until you confirm it."),
        ],
        button: Some(Button {
            label: "Confirm this address",
            address: desk.links.address(&letterhead.slug, minted),
        }),
        notes: vec![until.words(".")],
        unexpected: "This isn't you? Then ignore this email, and nothing changes.",
    }
}

/// To the address that it was until now.
pub(super) struct ChangedMail;

impl ChangedMail {
    pub const NAME: &str = "email_changed";
}

impl MailKind for ChangedMail {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn prepare(
        &self,
        tx: &mut Tx<'_>,
        mail: &Queued,
        desk: &Desk<'_>,
    ) -> Result<Prepared, DbError> {
        let Some(account) = about(tx, mail)? else {
            return Ok(Prepared::Stale("who it was for isn't active any more"));
        };
        let workspace = &desk.letterhead.workspace;
        let message = Message {
            to: mail.recipient.clone(),
            subject: Line::new("Your address for ")
                .name(workspace)
                .words(" was changed"),
            heading: "Your address was changed",
            paragraphs: vec![
                Line::default()
                    .name(&account.name)
                    .words(" signs in to ")
                    .name(workspace)
                    .words(" with another address from now on. This one no longer works there, and what was mailed to it opens nothing any more."),
            ],
            button: None,
            notes: Vec::new(),
            unexpected: "This wasn't you? Tell an admin of the workspace at once: they can sign you out everywhere and set your address back.",
        };
        Ok(Prepared::Ready {
            link: None,
            message: Box::new(message),
        })
    }
}

/// Somebody active, whose row is held until the mail is written.
fn about(tx: &mut Tx<'_>, mail: &Queued) -> Result<Option<Account>, DbError> {
    let Some(user) = mail.subject.map(UserId::from) else {
        return Ok(None);
    };
    let account = store::lock(tx, mail.workspace, user)?;
    Ok(account.filter(|account| account.status == UserStatus::Active))
}
