//! Sending an invitation again: a new link, its whole lifetime, and the old link is dead.

use std::collections::HashMap;

use super::{ActError, Pending, link_mails, pending, reach::InReach, subjects, voucher::Vouchers};
use crate::access::{Alone, Tried, rights::InviteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::invitations::mail::InvitationMail;
use crate::invitations::store::listing::Which;
use crate::invitations::store::writing;
use crate::links::{Links, Purpose};
use crate::mail;
use crate::roles::Role;
use crate::types::{EmailAddress, InvitationId, UserId};
use crate::{seats, users};

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::invitations) enum Resent {
    Sent {
        email: String,
    },
    /// Somebody has just done that.
    JustNow {
        email: String,
    },
}

/// How many, and how many were left alone because they are offered more than the sender holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::invitations) struct Counted {
    pub done: usize,
    pub left_out: usize,
}

pub(in crate::invitations) fn resend(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    id: InvitationId,
) -> Result<Resent, ActError> {
    let pending = pending(tx, by, id, Tried::ResendInvitation)?;
    let email = pending.invitation.email.clone();
    if pending.invitation.was_just_resent(tx.now()?) {
        return Ok(Resent::JustNow { email });
    }
    if gives_ownership(tx, by, &pending)? && by.typed_password_lately().is_err() {
        return Err(ActError::OwnershipUnanswered);
    }
    if !pending.is_open {
        seats::room_for(tx, by, 1)?;
    }
    send_again(tx, by, links, &[pending])?;
    Ok(Resent::Sent { email })
}

/// Everybody who has waited for long.
pub(in crate::invitations) fn resend_waiting(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
) -> Result<Counted, ActError> {
    let within = InReach::of(tx, by, Which::Waiting, Tried::ResendInvitations)?;
    send_again(tx, by, links, &within.pending)?;
    Ok(within.counted())
}

/// All of them are pending, in reach, and have a seat.
fn send_again(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    pending: &[Pending],
) -> Result<(), DbError> {
    if pending.is_empty() {
        return Ok(());
    }
    let workspace = by.workspace();
    let ids: Vec<InvitationId> = pending.iter().map(|one| one.invitation.id).collect();
    writing::reopen(tx, workspace, &ids)?;
    writing::note_resend(tx, workspace, &ids)?;
    take_over_orphans(tx, by, pending)?;
    let made = links.mint_all(tx, (workspace, Purpose::Invitation), &subjects(&ids))?;
    let users: Vec<_> = pending.iter().map(|one| one.user).collect();
    let addresses = users::addresses(tx, workspace, &users)?;
    let mut addresses: HashMap<UserId, EmailAddress> = addresses.into_iter().collect();
    let letters = pending.iter().zip(made).filter_map(|(one, link)| {
        let address = addresses.remove(&one.user)?;
        Some((address, one.invitation.id, link))
    });
    let letters: Vec<_> = letters.collect();
    mail::enqueue_all(
        tx,
        workspace,
        &link_mails(InvitationMail::Reminder, &letters),
    )?;
    let entry = |one: &Pending| {
        Entry::new(Action::InvitationResent).on(Target::User(one.user), &one.invitation.email)
    };
    audit::record_all(tx, by.author(), pending.iter().map(entry).collect())
}

/// Where whoever invited may no longer offer that, it stands on the right of who resends it.
fn take_over_orphans(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    pending: &[Pending],
) -> Result<(), DbError> {
    let mut inviters = Vouchers::default();
    let mut orphans = Vec::new();
    for one in pending {
        if !inviters.vouch(tx, by.workspace(), (&one.invitation, &one.roles))? {
            orphans.push(one.invitation.id);
        }
    }
    writing::hand_to(tx, by.workspace(), &orphans, by.author().person())
}

/// Whether somebody has to answer anew for an offer of ownership, which is giving it.
fn gives_ownership(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    pending: &Pending,
) -> Result<bool, DbError> {
    let offer = (&pending.invitation, &*pending.roles);
    Ok(pending.roles.iter().any(Role::is_owner)
        && !Vouchers::default().vouch(tx, by.workspace(), offer)?)
}
