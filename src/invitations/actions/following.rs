//! Where a link leads. It is looked at, and nothing changes.

use chrono::{DateTime, Utc};

use super::Offered;
use crate::db::{DbError, Read};
use crate::invitations::model::{Invitation, Standing};
use crate::invitations::store::{open, people};
use crate::links::{Dead, Found, Purpose, Redeemable, look_up};
use crate::types::{InvitationId, Note, PersonName, SecretToken, UserId, WorkspaceId};

pub(in crate::invitations) enum Led {
    /// To nothing that anybody may know of.
    Nowhere,
    ToEnd(End),
    ToOffer(Box<Offer>),
}

/// Why nobody can come with it any more.
#[derive(Clone, Copy, Debug)]
pub(in crate::invitations) enum End {
    Expired(DateTime<Utc>),
    /// A newer link was made.
    Replaced,
    Cancelled,
    /// By whom, unless they are gone.
    Used(InvitationId, Option<UserId>),
}

/// A live link, and what its page shows.
pub(in crate::invitations) struct Offer {
    pub link: Redeemable,
    pub email: String,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub offered: Offered,
    pub message: Option<Note>,
    pub expires_at: DateTime<Utc>,
}

/// What was done with the invitation says more than what became of one of its links.
pub(in crate::invitations) fn follow(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    token: &SecretToken,
) -> Result<Led, DbError> {
    let (subject, live, dead) = match look_up(read, workspace, Purpose::Invitation, token)? {
        None => return Ok(Led::Nowhere),
        Some(Found::Live(link)) => (link.subject, Some(link), None),
        Some(Found::Dead(link, why)) => (link.subject, None, Some(why)),
    };
    let id = InvitationId::from(subject);
    let Some(invitation) = open::find(read, workspace, id)? else {
        return Ok(Led::ToEnd(End::Cancelled));
    };
    let standing = invitation.standing(read.now()?);
    Ok(match (standing, dead, live) {
        (Standing::Accepted { .. }, ..) => Led::ToEnd(End::Used(id, invitation.user)),
        (Standing::Cancelled, ..) => Led::ToEnd(End::Cancelled),
        (_, Some(Dead::Superseded), _) => Led::ToEnd(End::Replaced),
        (Standing::Open { user }, None, Some(link)) => {
            let offer = offer(read, (workspace, user), (invitation, link))?;
            offer.map_or(Led::ToEnd(End::Cancelled), |offer| {
                Led::ToOffer(Box::new(offer))
            })
        }
        (Standing::Expired { .. } | Standing::Open { .. }, ..) => {
            Led::ToEnd(End::Expired(invitation.expires_at))
        }
    })
}

/// `None` if it was cancelled while it was looked at.
fn offer(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    (invitation, link): (Invitation, Redeemable),
) -> Result<Option<Offer>, DbError> {
    let Some(person) = people::person(read, workspace, user)? else {
        return Ok(None);
    };
    Ok(Some(Offer {
        link,
        offered: Offered::of(read, workspace, (&invitation, user))?,
        email: invitation.email,
        full_name: person.full_name,
        display_name: person.display_name,
        message: invitation.message,
        expires_at: invitation.expires_at,
    }))
}
