//! What becomes of the open invitations of who leaves: nobody comes in on the word of who isn't here.

use super::{Pending, cancelling, reach};
use crate::access::{Alone, PermissionSet};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::invitations::model::may_offer;
use crate::invitations::store::{listing, writing};
use crate::people::Somebody;
use crate::roles::{self, Role};
use crate::types::{InvitationId, UserId, WorkspaceId};

/// What is wished for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leavings {
    /// They stand on the right of who does this, as far as that reaches. The others are cancelled.
    #[default]
    TakeOver,
    Cancel,
}

/// No right to invite is needed: that they end or find somebody else is a part of somebody's leaving.
pub fn leave<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    leaves: &Somebody,
    wish: Leavings,
) -> Result<(), DbError> {
    let workspace = by.workspace();
    let sent = sent_by(tx, workspace, leaves.id)?;
    // Nobody answers for what the operator or Muster takes over.
    let is_somebody = by.author().person().is_some();
    let whose = Taker {
        holds: by.holds(),
        typed_password_lately: by.typed_password_lately().is_ok(),
    };
    let is_wished = wish == Leavings::TakeOver && is_somebody;
    let (taken, cancelled): (Vec<Pending>, Vec<Pending>) = sent
        .into_iter()
        .partition(|one| is_wished && whose.may_take(&one.roles));
    take_over(tx, by, leaves, &taken)?;
    if !cancelled.is_empty() {
        cancelling::end(tx, by, &cancelled)?;
    }
    Ok(())
}

/// The open ones that somebody answers for.
fn sent_by(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    inviter: UserId,
) -> Result<Vec<Pending>, DbError> {
    let sent = listing::sent_by(read, workspace, inviter)?;
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    let users: Vec<UserId> = sent.iter().map(|(user, _)| *user).collect();
    let all = roles::all(read, workspace)?;
    let mut roles = reach::roles_of(read, workspace, &users, &all)?;
    let pending = sent.into_iter().map(|(user, invitation)| Pending {
        invitation,
        user,
        is_open: true,
        roles: roles.remove(&user).unwrap_or_default(),
    });
    Ok(pending.collect())
}

/// What somebody could take over, by what they hold and whether they typed their password lately:
/// taking over an offer of ownership is giving it.
#[derive(Clone, Copy, Debug)]
pub struct Taker {
    pub holds: PermissionSet,
    pub typed_password_lately: bool,
}

impl Taker {
    fn may_take(self, offered: &[Role]) -> bool {
        let gives_ownership = offered.iter().any(Role::is_owner);
        may_offer(self.holds, roles::union(offered)).is_ok()
            && (!gives_ownership || self.typed_password_lately)
    }
}

/// An open invitation of somebody who may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentByLeaver {
    pub email: String,
    /// Whether it can stand on the taker's right.
    pub is_takeable: bool,
}

/// What `leave` would find, the oldest first.
pub fn sent_by_leaver(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    leaves: UserId,
    taker: Taker,
) -> Result<Vec<SentByLeaver>, DbError> {
    let sent = sent_by(read, workspace, leaves)?;
    let told = sent.into_iter().map(|one| SentByLeaver {
        is_takeable: taker.may_take(&one.roles),
        email: one.invitation.email,
    });
    Ok(told.collect())
}

fn take_over<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    leaves: &Somebody,
    taken: &[Pending],
) -> Result<(), DbError> {
    if taken.is_empty() {
        return Ok(());
    }
    let ids: Vec<InvitationId> = taken.iter().map(|one| one.invitation.id).collect();
    writing::hand_to(tx, by.workspace(), &ids, by.author().person())?;
    writing::drop_messages(tx, by.workspace(), &ids)?;
    let entry = Entry::new(Action::InvitationsHandedOver)
        .on(Target::User(leaves.id), &leaves.name)
        .with("invitations", taken.len());
    audit::record(tx, by.author(), entry)
}
