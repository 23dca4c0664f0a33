use chrono::{DateTime, Utc};

use crate::types::{InvitationId, InvitationStatus, UserId};

/// An invitation in short, as it stands at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    pub id: InvitationId,
    /// `None` once that person was removed.
    pub user: Option<UserId>,
    pub status: BriefStatus,
    /// When a mail with its link was last asked for.
    pub sent_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BriefStatus {
    Pending,
    Expired,
    Accepted,
    Cancelled,
}

impl BriefStatus {
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::Expired,
        Self::Accepted,
        Self::Cancelled,
    ];

    pub fn at(now: DateTime<Utc>, stored: InvitationStatus, expires_at: DateTime<Utc>) -> Self {
        match stored {
            InvitationStatus::Pending if expires_at > now => Self::Pending,
            InvitationStatus::Pending => Self::Expired,
            InvitationStatus::Accepted => Self::Accepted,
            InvitationStatus::Cancelled => Self::Cancelled,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
        }
    }
}
