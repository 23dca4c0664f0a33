//! Ending an invitation for good. Whoever it was for was never here, and their address is free.

use super::{ActError, Counted, Pending, pending, reach::InReach, subjects};
use crate::access::{Alone, Tried, rights::InviteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::invitations::store::listing::Which;
use crate::invitations::store::writing;
use crate::links::{self, Purpose};
use crate::types::{InvitationId, UserId};
use crate::{departments, positions, reporting, teams, users};

/// Says whose it was.
pub(in crate::invitations) fn cancel(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    id: InvitationId,
) -> Result<String, ActError> {
    let pending = pending(tx, by, id, Tried::CancelInvitation)?;
    let email = pending.invitation.email.clone();
    end(tx, by, &[pending])?;
    Ok(email)
}

/// All that have expired.
pub(in crate::invitations) fn cancel_expired(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
) -> Result<Counted, ActError> {
    let within = InReach::of(tx, by, Which::Expired, Tried::CancelInvitations)?;
    end(tx, by, &within.pending)?;
    Ok(within.counted())
}

fn end(tx: &mut Tx<'_>, by: &Alone<InviteUsers>, pending: &[Pending]) -> Result<(), DbError> {
    let workspace = by.workspace();
    let ids: Vec<InvitationId> = pending.iter().map(|one| one.invitation.id).collect();
    let users: Vec<UserId> = pending.iter().map(|one| one.user).collect();
    if writing::cancel(tx, workspace, &ids)? != ids.len() {
        return Err(DbError::Misuse(
            "a pending invitation couldn't be cancelled",
        ));
    }
    links::withdraw(tx, (workspace, Purpose::Invitation), &subjects(&ids))?;
    let_go(tx, by, &users)?;
    users::remove_pending(tx, workspace, &users)?;
    let entry = |one: &Pending| {
        Entry::new(Action::InvitationCancelled).on(Target::User(one.user), &one.invitation.email)
    };
    audit::record_all(tx, by.author(), pending.iter().map(entry).collect())
}

/// What hangs on people who won't come.
fn let_go(tx: &mut Tx<'_>, by: &Alone<InviteUsers>, people: &[UserId]) -> Result<(), DbError> {
    let workspace = by.workspace();
    teams::forget(tx, workspace, people)?;
    departments::forget_heads(tx, workspace, people)?;
    reporting::leave(tx, by, people)?;
    positions::reopen(tx, workspace, people)
}
