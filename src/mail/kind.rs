use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Line, Message};
use crate::db::{DbError, Tx};
use crate::links::Links;
use crate::types::{EmailAddress, LinkId, OutboxId, Slug, WorkspaceId, Zone};

/// One kind of mail, described by the feature that sends it and listed in `app`.
pub trait MailKind: Sync {
    /// What its rows are marked with.
    fn name(&self) -> &'static str;

    /// From ids to words, as things are at this moment. What it changes in the transaction, such as
    /// minting a link, is committed before the mail is sent.
    fn prepare(&self, tx: &mut Tx<'_>, mail: &Queued, desk: &Desk<'_>)
    -> Result<Prepared, DbError>;
}

/// What a row of the outbox says.
#[derive(Clone, Debug)]
pub struct Queued {
    pub id: OutboxId,
    pub workspace: WorkspaceId,
    pub subject: Option<Uuid>,
    pub recipient: EmailAddress,
    /// The link that it carries, from the first time that it was prepared.
    pub link: Option<LinkId>,
    pub created_at: DateTime<Utc>,
}

/// What a mail is written with.
pub struct Desk<'d> {
    pub links: &'d Links,
    pub letterhead: Letterhead,
}

/// Whose mail it is.
#[derive(Clone, Debug)]
pub struct Letterhead {
    pub slug: Slug,
    pub workspace: String,
    pub time_zone: Zone,
}

impl Letterhead {
    pub(super) fn signature(&self) -> Line {
        Line::default()
            .name(&self.workspace)
            .words(" sent this email with Muster.")
    }
}

pub enum Prepared {
    Ready {
        message: Box<Message>,
        /// Kept with the row, so that a repeat carries the same one.
        link: Option<LinkId>,
    },
    /// There is no longer a reason to send it, and this is why.
    Stale(&'static str),
}
