//! A new link for who comes too late, without troubling anybody.

use std::time::Duration;

use chrono::TimeDelta;

use super::{accepting::at_the_door, help, link_for, voucher::Vouchers};
use crate::access::{Alone, Client, rights::Join};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::invitations::mail::RenewalMail;
use crate::invitations::model::{Invitation, RENEWALS_A_DAY, Standing};
use crate::invitations::store::{open, writing};
use crate::links::{self, Links, Minted, Purpose};
use crate::mail::{self, NewMail};
use crate::roles;
use crate::seats::{self, SeatError};
use crate::throttles;
use crate::types::{EmailAddress, InvitationId, LinkId, SecretToken, UserId, WorkspaceId};

/// So many rows an hour can be made for one invitation. More than a day's mails, so that a repeated
/// request still finds its way when a mail got stuck.
const REQUESTS_AN_HOUR: i64 = 10;

/// The same for every token, known or not: the worker decides, and finds out whom to write to. `Some`
/// is how long who asks has to wait instead.
pub(in crate::invitations) fn ask_for_link(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    client: &Client,
    token: &SecretToken,
) -> Result<Option<Duration>, DbError> {
    if let Some(wait) = throttles::ask_for_mail(tx, client.ip, RenewalMail::NAME)? {
        return Ok(Some(wait));
    }
    let known = links::subject_of(tx, (workspace, Purpose::Invitation), token)?;
    let subject = known.unwrap_or_else(|| InvitationId::new().as_uuid());
    let an_hour_ago = tx.now()? - TimeDelta::hours(1);
    let asked = mail::queued_about(tx, workspace, (RenewalMail::NAME, subject), an_hour_ago)?;
    if asked < REQUESTS_AN_HOUR {
        let unknown_yet = EmailAddress::from_stored(String::new(), String::new());
        let mail = NewMail {
            kind: RenewalMail::NAME,
            recipient: &unknown_yet,
            subject: Some(subject),
            link: None,
        };
        mail::enqueue(tx, workspace, &mail)?;
    }
    Ok(None)
}

/// A link for the worker to mail, or why there is none. A mail that carried one before is the same
/// mail, tried again.
pub(in crate::invitations) fn renew(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, InvitationId),
    links: &Links,
    carried: Option<LinkId>,
) -> Result<Result<Minted, &'static str>, DbError> {
    let Some(by) = at_the_door(tx, (workspace, id), &Client::default())? else {
        return Ok(Err("there is no such invitation"));
    };
    let Some(invitation) = open::lock(tx, workspace, id)? else {
        return Ok(Err("there is no such invitation"));
    };
    let now = tx.now()?;
    let standing = invitation.standing(now);
    if matches!(standing, Standing::Accepted { .. } | Standing::Cancelled) {
        return Ok(Err("the invitation was accepted or cancelled"));
    }
    let subject = (RenewalMail::NAME, id.as_uuid());
    let a_day_ago = now - TimeDelta::days(1);
    if carried.is_none()
        && mail::written_about(tx, workspace, subject, a_day_ago)? >= RENEWALS_A_DAY
    {
        return Ok(Err("enough were sent within the day"));
    }
    let wanted = link_for(workspace, id);
    let Standing::Expired { user } = standing else {
        let open = links.open(tx, &wanted)?;
        return Ok(open.ok_or("its link was made with a key that is gone"));
    };
    if carried.is_some() {
        return Ok(Err("its link ran out before it could be sent"));
    }
    if !is_free_to(tx, &by, &invitation, user)? {
        help::tell(tx, &by, (user, &invitation), help::ASKED_FOR_LINK)?;
        return Ok(Err("somebody has to resend it, and was told"));
    }
    writing::reopen(tx, workspace, &[id])?;
    let entry = Entry::new(Action::InvitationRenewed).on(Target::User(user), &invitation.email);
    audit::record(tx, by.author(), entry)?;
    Ok(Ok(links.mint(tx, &wanted)?))
}

/// Not too late, on a right that still stands, and with a seat.
fn is_free_to(
    tx: &mut Tx<'_>,
    by: &Alone<Join>,
    invitation: &Invitation,
    user: UserId,
) -> Result<bool, DbError> {
    let roles = roles::of_user(tx, by.workspace(), user)?;
    if !invitation.may_be_renewed(tx.now()?)
        || !Vouchers::default().vouch(tx, by.workspace(), (invitation, &roles))?
    {
        return Ok(false);
    }
    match seats::room_for(tx, by, 1) {
        Ok(()) => Ok(true),
        Err(SeatError::NoSeat(_)) => Ok(false),
        Err(SeatError::Db(error)) => Err(error),
    }
}
