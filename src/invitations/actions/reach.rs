//! Of many invitations, those that their sender may act on.

use std::collections::HashMap;

use super::{Counted, Pending};
use crate::access::{Alone, Attempt, Limit, Tried, within_ceiling};
use crate::audit;
use crate::db::{DbError, Read, Tx};
use crate::invitations::store::listing::{self, Which};
use crate::invitations::store::tally::tally;
use crate::roles::{self, Role};
use crate::types::{RoleId, UserId, WorkspaceId};

pub(super) struct InReach {
    pub pending: Vec<Pending>,
    left_out: usize,
}

impl InReach {
    /// As many as are acted on at once. That some were left out is in the audit log, like every attempt
    /// above somebody's rights.
    pub fn of<R>(
        tx: &mut Tx<'_>,
        by: &Alone<R>,
        which: Which,
        tried: Tried,
    ) -> Result<Self, DbError> {
        let (workspace, now) = (by.workspace(), tx.now()?);
        let all = roles::all(tx, workspace)?;
        let beyond: Vec<&Role> = all
            .iter()
            .filter(|role| !role.permissions().is_within(by.holds()))
            .collect();
        let ids: Vec<RoleId> = beyond.iter().map(|role| role.id).collect();
        let tally = tally(tx, workspace, now, &ids)?;
        let left_out = match which {
            Which::Waiting => tally.waiting - tally.waiting_in_reach,
            Which::Expired => tally.expired - tally.expired_in_reach,
        };
        let left_out = usize::try_from(left_out).unwrap_or_default();
        if left_out > 0 {
            note_left_out(tx, by, &beyond, tried)?;
        }
        let found = listing::some(tx, workspace, which, &ids)?;
        let users: Vec<UserId> = found.iter().map(|(user, _)| *user).collect();
        let mut roles = roles_of(tx, workspace, &users, &all)?;
        let pending = found.into_iter().map(|(user, invitation)| Pending {
            is_open: invitation.expires_at > now,
            invitation,
            user,
            roles: roles.remove(&user).unwrap_or_default(),
        });
        Ok(Self {
            pending: pending.collect(),
            left_out,
        })
    }

    pub fn counted(&self) -> Counted {
        Counted {
            done: self.pending.len(),
            left_out: self.left_out,
        }
    }
}

pub(super) fn roles_of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    users: &[UserId],
    all: &[Role],
) -> Result<HashMap<UserId, Vec<Role>>, DbError> {
    let mut roles: HashMap<UserId, Vec<Role>> = HashMap::new();
    for (user, id) in roles::ids_of(read, workspace, users)? {
        let role = all.iter().find(|role| role.id == id);
        roles.entry(user).or_default().extend(role.cloned());
    }
    Ok(roles)
}

fn note_left_out<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    beyond: &[&Role],
    tried: Tried,
) -> Result<(), DbError> {
    let held = roles::union(beyond.iter().copied());
    let Err(above) = within_ceiling(by.holds(), held) else {
        return Ok(());
    };
    let attempt = Attempt {
        on: None,
        tried,
        roles: beyond.iter().map(|role| role.name().to_owned()).collect(),
        limit: Limit::Ceiling,
    };
    let refusal = by.refused(above.weightiest(), attempt);
    audit::record_left_out(tx, &refusal)
}
