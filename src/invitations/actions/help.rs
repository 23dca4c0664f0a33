//! Telling those who can help that an invitation needs it.

use chrono::TimeDelta;

use super::voucher::Vouchers;
use crate::access::{Alone, BuiltinRole};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::invitations::model::Invitation;
use crate::invitations::store::{
    people::{self, Person},
    writing,
};
use crate::mail::{self, NewMail};
use crate::roles;
use crate::types::{UserId, WorkspaceId};
use crate::workspaces::HelpGoesTo;

/// Whoever invited may no longer offer those roles.
pub(in crate::invitations) const HELD_UP_ROLE: &str = "invitation_held_up_role";
/// No seat is free.
pub(in crate::invitations) const HELD_UP_SEAT: &str = "invitation_held_up_seat";
/// Somebody asked for a new link and can't get one by themselves.
pub(in crate::invitations) const ASKED_FOR_LINK: &str = "invitation_asked_for_link";

/// Once a day for one invitation and reason: who knocks twenty times has told it.
pub(super) fn tell<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    (user, invitation): (UserId, &Invitation),
    why: &'static str,
) -> Result<(), DbError> {
    let workspace = by.workspace();
    let subject = invitation.id.as_uuid();
    let a_day_ago = tx.now()? - TimeDelta::days(1);
    if mail::queued_about(tx, workspace, (why, subject), a_day_ago)? > 0 {
        return Ok(());
    }
    let told: Vec<_> = who_helps(tx, workspace, (user, invitation))?
        .iter()
        .map(Person::address)
        .collect();
    let letters: Vec<NewMail<'_>> = told
        .iter()
        .map(|recipient| NewMail {
            kind: why,
            recipient,
            subject: Some(subject),
            link: None,
        })
        .collect();
    mail::enqueue_all(tx, workspace, &letters)?;
    let entry = Entry::new(Action::InvitationHeldUp)
        .on(Target::User(user), &invitation.email)
        .with("why", why)
        .with("told", told.len());
    audit::record(tx, by.author(), entry)
}

fn who_helps(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (user, invitation): (UserId, &Invitation),
) -> Result<Vec<Person>, DbError> {
    let wished = writing::settings(read, workspace)?.help_goes_to;
    let inviter = match (wished, invitation.invited_by) {
        (HelpGoesTo::Inviter, Some(inviter)) => people::person(read, workspace, inviter)?,
        _ => None,
    };
    if let Some(inviter) = inviter {
        let offered = roles::of_user(read, workspace, user)?;
        // Who may no longer offer that is no help, and may be the very reason for asking.
        if Vouchers::default().vouch(read, workspace, (invitation, &offered))? {
            return Ok(vec![inviter]);
        }
    }
    let roles: &[BuiltinRole] = match wished {
        HelpGoesTo::Admins => &[BuiltinRole::Owner, BuiltinRole::Admin],
        HelpGoesTo::Owners | HelpGoesTo::Inviter => &[BuiltinRole::Owner],
    };
    people::having(read, workspace, roles)
}
