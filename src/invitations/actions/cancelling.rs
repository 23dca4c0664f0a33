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

/// All of them are pending, and who does it may.
pub(super) fn end<R>(tx: &mut Tx<'_>, by: &Alone<R>, pending: &[Pending]) -> Result<(), DbError> {
    let workspace = by.workspace();
    let ids: Vec<InvitationId> = pending.iter().map(|one| one.invitation.id).collect();
    let users: Vec<UserId> = pending.iter().map(|one| one.user).collect();
    if writing::cancel(tx, workspace, &ids)? != ids.len() {
        return Err(DbError::Misuse(
            "a pending invitation couldn't be cancelled",
        ));
    }
    links::withdraw(tx, (workspace, Purpose::Invitation), &subjects(&ids))?;
    let held = let_go(tx, by, &users)?;
    users::remove_pending(tx, workspace, &users)?;
    let entry = |one: &Pending| {
        let entry = Entry::new(Action::InvitationCancelled)
            .on(Target::User(one.user), &one.invitation.email);
        held.iter().fold(entry, |entry, (what, names)| {
            let theirs = names.iter().filter(|(user, _)| *user == one.user);
            let theirs: Vec<&str> = theirs.map(|(_, name)| name.as_str()).collect();
            if theirs.is_empty() {
                entry
            } else {
                entry.with(what, theirs)
            }
        })
    };
    audit::record_all(tx, by.author(), pending.iter().map(entry).collect())
}

/// What somebody had, under what the audit log calls it.
type Held = [(&'static str, Vec<(UserId, String)>); 3];

/// What hangs on people who won't come.
fn let_go<R>(tx: &mut Tx<'_>, by: &Alone<R>, people: &[UserId]) -> Result<Held, DbError> {
    let workspace = by.workspace();
    let led = teams::led(tx, workspace, people)?;
    teams::forget(tx, workspace, people)?;
    let headed = departments::headed(tx, workspace, people)?;
    departments::forget_heads(tx, workspace, people)?;
    reporting::leave(tx, by, people)?;
    let position = positions::reopen(tx, workspace, people)?;
    Ok([("led", led), ("headed", headed), ("position", position)])
}
