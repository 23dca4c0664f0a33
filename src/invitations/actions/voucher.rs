//! Whether an invitation still stands on somebody's right.

use std::collections::HashMap;

use crate::access::PermissionSet;
use crate::db::{DbError, Read};
use crate::invitations::model::{Invitation, may_offer};
use crate::invitations::store::people;
use crate::roles::{self, Role};
use crate::types::{UserId, WorkspaceId};

/// What inviters hold, each asked for once. Who isn't active holds nothing.
#[derive(Default)]
pub(super) struct Vouchers(HashMap<UserId, PermissionSet>);

impl Vouchers {
    /// Whether whoever invited may still offer these roles.
    pub fn vouch(
        &mut self,
        read: &mut Read<'_>,
        workspace: WorkspaceId,
        (invitation, offered): (&Invitation, &[Role]),
    ) -> Result<bool, DbError> {
        let Some(inviter) = invitation.invited_by else {
            return Ok(false);
        };
        let holds = match self.0.get(&inviter) {
            Some(known) => *known,
            None => held_by(read, workspace, inviter)?,
        };
        self.0.insert(inviter, holds);
        Ok(may_offer(holds, roles::union(offered)).is_ok())
    }
}

fn held_by(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<PermissionSet, DbError> {
    let person = people::person(read, workspace, user)?;
    if !person.is_some_and(|person| person.is_active()) {
        return Ok(PermissionSet::EMPTY);
    }
    Ok(roles::union(&roles::of_user(read, workspace, user)?))
}
