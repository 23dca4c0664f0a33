use std::time::Duration;

use chrono::TimeDelta;
use thiserror::Error;

use super::mail::{ResetMail, link_for};
use super::model::{MAILS_AN_HOUR, REQUESTS_AN_HOUR};
use super::store::{self, Known};
use crate::access::{
    Author, By, Client, Granted, PasswordHash, Refusal, Tried, Unproved,
    rights::{OwnWorkspace, WriteUsers},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::links::{self, Links, Minted, Purpose, Redeemable};
use crate::mail::{self, NewMail};
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};
use crate::{email_changes, people, sessions, throttles};

/// The same for every address, known or not: the worker decides. `Some` is how long who asks has to
/// wait instead.
pub(super) fn ask_for_link(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    client: &Client,
    email: &EmailAddress,
) -> Result<Option<Duration>, DbError> {
    if let Some(wait) = throttles::ask_for_mail(tx, client.ip, ResetMail::NAME)? {
        return Ok(Some(wait));
    }
    let mail = NewMail {
        kind: ResetMail::NAME,
        recipient: email,
        subject: None,
        link: None,
    };
    mail::enqueue_at_most(tx, workspace, &mail, REQUESTS_AN_HOUR)?;
    Ok(None)
}

/// A new password in the place of the old one, maybe against who knew that: links to yet another one have
/// lost their point, and other addresses that were asked for, for them or by them, are asked for again.
pub fn replace(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    hash: &PasswordHash,
) -> Result<(), DbError> {
    store::set_password(tx, workspace, user, hash)?;
    links::withdraw(tx, (workspace, Purpose::PasswordReset), &[user.as_uuid()])?;
    email_changes::withdraw(tx, workspace, &[user])?;
    email_changes::withdraw_asked_by(tx, workspace, user)
}

/// Sets a password for whoever holds the link; afterwards nobody is signed in as them anywhere.
/// `false` if the link has died since it was looked up.
pub(super) fn reset(
    tx: &mut Tx<'_>,
    link: Redeemable,
    hash: &PasswordHash,
    client: Client,
) -> Result<bool, DbError> {
    let (workspace, user) = (link.workspace, UserId::from(link.subject));
    let Some(account) = store::lock(tx, workspace, user)? else {
        return Ok(false);
    };
    if links::spend(tx, link)?.is_none() {
        return Ok(false);
    }
    replace(tx, workspace, user, hash)?;
    let ended = sessions::end_all(tx, workspace, user)?;
    let author = Author {
        workspace,
        by: By::Bearer {
            user,
            name: account.name.clone(),
        },
        client,
    };
    let entry = Entry::new(Action::PasswordReset)
        .on(Target::User(user), &account.name)
        .with("sessions_ended", ended);
    audit::record(tx, &author, entry)?;
    Ok(true)
}

#[derive(Debug, Error)]
pub enum ResetLinkError {
    #[error("Nobody in this workspace has this address.")]
    Unknown,
    #[error("They haven't accepted their invitation yet, and set a password when they do.")]
    Pending,
    #[error("They are deactivated. Reactivate them first.")]
    Inactive,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A link for an operator to pass on, for the day when mail is down. It opens anybody's account, an
/// owner's too.
pub fn reset_link(
    tx: &mut Tx<'_>,
    by: &Granted<OwnWorkspace>,
    links: &Links,
    email: &EmailAddress,
) -> Result<Minted, ResetLinkError> {
    let account = match store::lock_by_email(tx, by.workspace(), email)? {
        None => return Err(ResetLinkError::Unknown),
        Some(Known::Pending) => return Err(ResetLinkError::Pending),
        Some(Known::Inactive) => return Err(ResetLinkError::Inactive),
        Some(Known::Active(account)) => account,
    };
    let minted = links.mint(tx, &link_for(by.workspace(), account.user))?;
    let entry =
        Entry::new(Action::PasswordResetLinkMade).on(Target::User(account.user), &account.name);
    audit::record(tx, by.author(), entry)?;
    Ok(minted)
}

#[derive(Debug, Error)]
pub enum SendLinkError {
    #[error("There is no such person.")]
    Nobody,
    #[error("{0} hasn't accepted the invitation yet, and sets a password then.")]
    Pending(String),
    #[error("{0} is deactivated. Reactivate them first.")]
    Inactive(String),
    /// Enough were sent within the hour.
    #[error("enough were sent")]
    TooMany { wait: Duration },
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Mails somebody a link for a new password. They count with those that are asked for at the door. Says
/// what they are called.
pub fn send_link(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    links: &Links,
    user: UserId,
) -> Result<String, SendLinkError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(SendLinkError::Nobody)?;
    person.within_reach(by, Tried::SendPasswordReset)?;
    let account = match person.status {
        UserStatus::Active => store::lock(tx, workspace, user)?,
        UserStatus::Pending => return Err(SendLinkError::Pending(person.name)),
        UserStatus::Inactive => None,
    };
    let Some(account) = account else {
        return Err(SendLinkError::Inactive(person.name));
    };
    let wanted = link_for(workspace, user);
    let limit = (MAILS_AN_HOUR, TimeDelta::hours(1));
    if let Some(wait) = links::wait_for_another(tx, &wanted, limit)? {
        return Err(SendLinkError::TooMany { wait });
    }
    let letter = NewMail {
        kind: ResetMail::NAME,
        recipient: &account.email,
        subject: Some(user.as_uuid()),
        link: Some(links.mint(tx, &wanted)?.link.id),
    };
    mail::enqueue(tx, workspace, &letter)?;
    let entry = Entry::new(Action::PasswordResetSent).on(Target::User(user), &account.name);
    audit::record(tx, by.author(), entry)?;
    Ok(account.name)
}
