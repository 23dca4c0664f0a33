use thiserror::Error;

use super::{ActError, voucher::Vouchers};
use crate::access::{Alone, rights::InviteUsers};
use crate::db::{DbError, Tx};
use crate::invitations::model::Standing;
use crate::invitations::store::open;
use crate::invitations::store::writing::hand_to;
use crate::roles::{self, AssignError, Reassignment};
use crate::types::InvitationId;

#[derive(Debug, Error)]
pub(in crate::invitations) enum EditError {
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Assign(#[from] AssignError),
}

impl From<DbError> for EditError {
    fn from(error: DbError) -> Self {
        Self::Act(error.into())
    }
}

impl From<crate::access::Unproved> for EditError {
    fn from(error: crate::access::Unproved) -> Self {
        Self::Act(error.into())
    }
}

/// What somebody is offered who hasn't come yet. The address stays: it is whom the invitation is for.
/// Where whoever invited may not offer that, it stands on the right of who edits.
pub(in crate::invitations) fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    id: InvitationId,
    roles: &Reassignment,
) -> Result<(), EditError> {
    let invitation = open::lock(tx, by.workspace(), id)?.ok_or(ActError::Unknown)?;
    let user = match invitation.standing(tx.now()?) {
        Standing::Open { user } | Standing::Expired { user } => user,
        Standing::Accepted { at } => {
            let joined = open::joined(tx, by.workspace(), at)?;
            return Err(ActError::from(joined).into());
        }
        Standing::Cancelled => return Err(ActError::Cancelled.into()),
    };
    roles::assign_to_invited(tx, by, user, roles)?;
    let offered = roles::of_user(tx, by.workspace(), user)?;
    if !Vouchers::default().vouch(tx, by.workspace(), (&invitation, &offered))? {
        hand_to(tx, by.workspace(), &[id], by.author().person())?;
    }
    Ok(())
}
