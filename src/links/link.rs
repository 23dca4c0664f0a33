use std::ops::Deref;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Purpose;
use crate::types::{LinkId, WorkspaceId};

/// What a link's row says, whatever has become of it. What the link may do stands here and nowhere
/// else: no field of a form overrides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub workspace: WorkspaceId,
    pub purpose: Purpose,
    pub subject: Uuid,
    pub created_at: DateTime<Utc>,
    /// `None` where the subject's own row says it.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a link no longer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    Expired,
    /// A newer one was made.
    Superseded,
    /// What it was for is no longer on offer.
    Withdrawn,
    Used,
}

#[derive(Debug)]
pub enum Found {
    Live(Redeemable),
    Dead(Link, Dead),
}

/// A link that was live when it was looked up. `spend` finds out whether it still is.
#[derive(Debug)]
pub struct Redeemable(Link);

/// The proof that its bearer had a live link, which is now used up.
#[derive(Debug)]
pub struct Spent(Link);

impl Redeemable {
    /// For `look_up`.
    pub(super) fn new(link: Link) -> Self {
        Self(link)
    }

    /// For `spend`, which has used it up.
    pub(super) fn spent(self) -> Spent {
        Spent(self.0)
    }
}

impl Deref for Redeemable {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.0
    }
}

impl Deref for Spent {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.0
    }
}
