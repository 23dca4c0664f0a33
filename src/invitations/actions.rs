mod accepting;
mod addressing;
mod cancelling;
mod editing;
mod following;
mod help;
mod inviting;
mod inviting_each;
mod leaving;
mod linking;
mod offered;
mod placing;
mod reach;
mod renewing;
mod resending;
mod voucher;

pub(super) use accepting::{Acceptance, Accepted, Joined, accept, click_again};
pub(super) use addressing::Addresses;
pub(super) use cancelling::{cancel, cancel_expired};
pub use editing::{DepartmentChange, Edit, EditError, SeenDepartment, edit};
pub(super) use following::{End, Led, Offer, follow};
pub(super) use help::{ASKED_FOR_LINK, HELD_UP_ROLE, HELD_UP_SEAT};
pub use inviting::{
    InviteError, Invited, Invitee, Letter, NewInvitations, Outcome, Today, invite, today,
};
pub(super) use inviting_each::{Fate, invite_each};
pub use leaving::{Leavings, SentByLeaver, Taker, leave, sent_by_leaver};
pub(super) use linking::{Copied, copy_link};
pub(super) use offered::Offered;
pub(super) use renewing::{ask_for_link, renew};
pub(super) use resending::{Counted, Resent, resend, resend_waiting};

use thiserror::Error;
use uuid::Uuid;

use super::mail::InvitationMail;
use super::model::{Invitation, Joined as JoinedAlready, Standing};
use super::store;
use crate::access::{Attempt, Granted, Limit, Refusal, Target, Tried, Unproved, within_ceiling};
use crate::db::{DbError, Tx};
use crate::links::{LinkFor, Purpose};
use crate::mail::NewMail;
use crate::roles::{self, Role};
use crate::seats::{NoSeat, SeatError};
use crate::types::{EmailAddress, InvitationId, LinkId, UserId, WorkspaceId};

/// Why an invitation that is there can't be acted on.
#[derive(Debug, Error)]
pub enum ActError {
    #[error("There is no such invitation.")]
    Unknown,
    #[error(transparent)]
    Accepted(#[from] JoinedAlready),
    #[error("This invitation was cancelled. Invite them again.")]
    Cancelled,
    #[error("This invitation has expired. Resend it to get a new link.")]
    Expired,
    #[error(
        "Its link was made with a key that this server no longer has. Resend it to get a new one."
    )]
    LinkLost,
    #[error(
        "It makes somebody an owner, and whoever invited may no longer do that. Edit the invitation first, which asks for your password."
    )]
    OwnershipUnanswered,
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SeatError> for ActError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::NoSeat(full) => full.into(),
            SeatError::Db(error) => error.into(),
        }
    }
}

/// Its link has no end of its own: the invitation's row says it.
pub(super) fn link_for(workspace: WorkspaceId, invitation: InvitationId) -> LinkFor {
    LinkFor {
        workspace,
        purpose: Purpose::Invitation,
        subject: invitation.as_uuid(),
        lifetime: None,
    }
}

/// A mail for each, with its link.
fn link_mails(
    kind: InvitationMail,
    letters: &[(EmailAddress, InvitationId, LinkId)],
) -> Vec<NewMail<'_>> {
    let mut mails = Vec::with_capacity(letters.len());
    for (recipient, invitation, link) in letters {
        mails.push(NewMail {
            kind: kind.kind(),
            recipient,
            subject: Some(invitation.as_uuid()),
            link: Some(*link),
        });
    }
    mails
}

fn subjects(ids: &[InvitationId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.as_uuid()).collect()
}

/// An invitation that is still pending, whether it has expired or not, with whom it is for and what it
/// offers.
struct Pending {
    invitation: Invitation,
    user: UserId,
    is_open: bool,
    roles: Vec<Role>,
}

/// Only for who holds as much as it offers, or as whoever came with it holds by now. Rights are judged
/// before state; a cancelled one offers nothing to anybody any more.
fn pending<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    id: InvitationId,
    tried: Tried,
) -> Result<Pending, ActError> {
    let workspace = by.workspace();
    let invitation = store::open::lock(tx, workspace, id)?.ok_or(ActError::Unknown)?;
    let roles = match invitation.user {
        Some(user) => roles::of_user(tx, workspace, user)?,
        None => Vec::new(),
    };
    if let Some(user) = invitation.user {
        within_reach(by, (user, &invitation.email), &roles, tried)?;
    }
    let (user, is_open) = match invitation.standing(tx.now()?) {
        Standing::Open { user } => (user, true),
        Standing::Expired { user } => (user, false),
        Standing::Accepted { at } => return Err(store::open::joined(tx, workspace, at)?.into()),
        Standing::Cancelled => return Err(ActError::Cancelled),
    };
    Ok(Pending {
        invitation,
        user,
        is_open,
        roles,
    })
}

/// Nobody acts on an offer of more than they hold.
fn within_reach<R>(
    by: &Granted<R>,
    (user, email): (UserId, &str),
    roles: &[Role],
    tried: Tried,
) -> Result<(), Refusal> {
    within_ceiling(by.holds(), roles::union(roles)).map_err(|above| {
        let attempt = Attempt {
            on: Some((Target::User(user), email.to_owned())),
            tried,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        by.refused(above.weightiest(), attempt)
    })
}
