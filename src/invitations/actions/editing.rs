use thiserror::Error;

use super::{ActError, pending, voucher::Vouchers};
use crate::access::{Alone, Tried, Unproved, rights::InviteUsers};
use crate::db::{DbError, Tx};
use crate::invitations::store::writing::hand_to;
use crate::roles::{self, AssignError, Reassignment, Role};
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

impl From<Unproved> for EditError {
    fn from(error: Unproved) -> Self {
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
    let pending = pending(tx, by, id, Tried::ChangeRoles)?;
    let user = pending.user;
    roles::assign_to_invited(tx, by, user, roles)?;
    let offered = roles::of_user(tx, by.workspace(), user)?;
    if !Vouchers::default().vouch(tx, by.workspace(), (&pending.invitation, &offered))? {
        if offered.iter().any(Role::is_owner) {
            by.typed_password_lately().map_err(AssignError::from)?;
        }
        hand_to(tx, by.workspace(), &[id], by.author().person())?;
    }
    Ok(())
}
