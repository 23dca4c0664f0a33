//! Of many invitations, those that their sender may act on.

use super::{Counted, Pending, within_reach};
use crate::access::{Alone, Refusal, Tried};
use crate::audit;
use crate::db::{DbError, Tx};
use crate::invitations::model::Invitation;
use crate::roles::{self, Role};
use crate::types::UserId;

pub(super) struct InReach {
    pub pending: Vec<Pending>,
    left_out: usize,
}

impl InReach {
    /// What is left out is in the audit log, like every attempt above somebody's rights.
    pub fn of<R>(
        tx: &mut Tx<'_>,
        by: &Alone<R>,
        invitations: Vec<(UserId, Invitation)>,
        tried: Tried,
    ) -> Result<Self, DbError> {
        let workspace = by.workspace();
        let users: Vec<UserId> = invitations.iter().map(|(user, _)| *user).collect();
        let all = roles::all(tx, workspace)?;
        let given = roles::ids_of(tx, workspace, &users)?;
        let now = tx.now()?;
        let mut pending = Vec::new();
        let mut refusals: Vec<Refusal> = Vec::new();
        for (user, invitation) in invitations {
            let of_user = given.iter().filter(|(holder, _)| *holder == user);
            let ids: Vec<_> = of_user.map(|(_, role)| *role).collect();
            let roles = all.iter().filter(|role| ids.contains(&role.id));
            let roles: Vec<Role> = roles.cloned().collect();
            match within_reach(by, (user, &invitation.email), &roles, tried) {
                Err(refusal) => refusals.push(refusal),
                Ok(()) => pending.push(Pending {
                    is_open: invitation.expires_at > now,
                    invitation,
                    user,
                    roles,
                }),
            }
        }
        audit::record_left_out(tx, by.author(), &refusals)?;
        Ok(Self {
            pending,
            left_out: refusals.len(),
        })
    }

    pub fn counted(&self) -> Counted {
        Counted {
            done: self.pending.len(),
            left_out: self.left_out,
        }
    }
}
