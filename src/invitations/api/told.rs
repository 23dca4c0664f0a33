//! What programs are told of invitations.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Reference;
use crate::error::Problem;
use crate::invitations::model::{Brief, BriefStatus};
use crate::invitations::store::history::Told;
use crate::types::{InvitationId, UserId};

/// How an invitation stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InvitationStatus)]
pub enum Wanted {
    /// Its link works.
    Pending,
    Expired,
    Accepted,
    Cancelled,
}

impl Wanted {
    pub(super) fn parse(text: &str) -> Result<BriefStatus, Problem> {
        let mut all = BriefStatus::ALL.into_iter();
        let found = all.find(|status| status.as_str() == text);
        let words = "Use pending, expired, accepted or cancelled.";
        found.ok_or_else(|| Problem::of_field("status", "invalid", words))
    }
}

impl From<BriefStatus> for Wanted {
    fn from(status: BriefStatus) -> Self {
        match status {
            BriefStatus::Pending => Self::Pending,
            BriefStatus::Expired => Self::Expired,
            BriefStatus::Accepted => Self::Accepted,
            BriefStatus::Cancelled => Self::Cancelled,
        }
    }
}

/// An invitation in short. It never has its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvitationBrief {
    #[schema(value_type = Uuid)]
    id: InvitationId,
    status: Wanted,
    /// When its link was last mailed, or is about to be. `null` where no mail was asked for.
    sent_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
}

impl From<&Brief> for InvitationBrief {
    fn from(brief: &Brief) -> Self {
        Self {
            id: brief.id,
            status: brief.status.into(),
            sent_at: brief.sent_at,
            expires_at: brief.expires_at,
        }
    }
}

/// An invitation. It never has its link.
#[derive(Serialize, ToSchema)]
pub(super) struct Invitation {
    #[schema(value_type = Uuid)]
    id: InvitationId,
    /// Whom it is for. `null` once it is cancelled, or that person was deleted.
    #[schema(value_type = Option<Uuid>)]
    user_id: Option<UserId>,
    /// `null` once that person was deleted.
    #[schema(example = "nora@northwind.example")]
    email: Option<String>,
    status: Wanted,
    /// Those that it offers, the highest first, while it is pending or expired.
    roles: Vec<Reference>,
    /// In whose right it stands. `null` once that person was deleted.
    invited_by: Option<Inviter>,
    created_at: DateTime<Utc>,
    /// When its link was last mailed, or is about to be. `null` where no mail was asked for.
    sent_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
struct Inviter {
    #[schema(value_type = Uuid)]
    id: UserId,
    full_name: Option<String>,
}

impl Invitation {
    pub fn of(told: Told, now: DateTime<Utc>) -> Self {
        let status = told.status(now).into();
        let full_name = told.inviter;
        let roles = told.role_ids.into_iter().zip(told.role_names);
        Self {
            id: told.id,
            user_id: told.user_id,
            email: told.email,
            status,
            roles: roles
                .map(|(id, name)| Reference {
                    id: id.as_uuid(),
                    name,
                })
                .collect(),
            invited_by: told.invited_by.map(|id| Inviter { id, full_name }),
            created_at: told.created_at,
            sent_at: told.sent_at,
            expires_at: told.expires_at,
            accepted_at: told.accepted_at,
            cancelled_at: told.cancelled_at,
        }
    }
}
