use std::time::Duration;

use thiserror::Error;

use super::mail::{ChangedMail, ConfirmMail, link_for};
use super::model::{Account, MOST_AN_HOUR, Wished};
use super::store;
use crate::access::{
    Author, By, Client, Granted, PasswordFirst, Permission, Refusal, Tried, Unproved,
    rights::{WriteUsers, Yourself},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::links::{self, Links, Purpose, Redeemable};
use crate::mail::{self, NewMail};
use crate::people;
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};

#[derive(Debug, Error)]
pub(super) enum AskError {
    #[error("There is no such person.")]
    Nobody,
    #[error("{0} hasn't joined yet. Cancel the invitation and invite the right address.")]
    Invited(String),
    #[error("{0} is deactivated, so the address stays as it is.")]
    Inactive(String),
    #[error("That is the address already.")]
    TheSame,
    #[error("Somebody else here has this address.")]
    Taken,
    #[error("No change of address is waiting any more.")]
    NothingWaits,
    #[error("too many were mailed")]
    TooMany { wait: Duration },
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody asks for another address for themselves.
pub(super) fn ask_for_oneself(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    links: &Links,
    email: &EmailAddress,
) -> Result<(), AskError> {
    let account = oneself(tx, by)?;
    by.typed_password_lately()?;
    ask(tx, by, links, (&account, email, None))
}

/// The same for somebody else, who holds no more.
pub(super) fn ask_for(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    links: &Links,
    (user, email): (UserId, &EmailAddress),
) -> Result<(), AskError> {
    let account = somebody(tx, by, user)?;
    by.typed_password_lately()?;
    ask(tx, by, links, (&account, email, None))
}

/// Mails what was asked for once more, with a new link.
pub(super) fn send_own_again(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    links: &Links,
) -> Result<(), AskError> {
    let account = oneself(tx, by)?;
    send_again(tx, by, links, &account)
}

pub(super) fn send_again_for(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    links: &Links,
    user: UserId,
) -> Result<(), AskError> {
    let account = somebody(tx, by, user)?;
    send_again(tx, by, links, &account)
}

/// The address stays what it is. Nothing happens where nothing waits.
pub(super) fn keep_own(tx: &mut Tx<'_>, by: &Granted<Yourself>) -> Result<(), AskError> {
    let account = oneself(tx, by)?;
    keep(tx, by, &account)
}

pub(super) fn keep_for(
    tx: &mut Tx<'_>,
    by: &Granted<WriteUsers>,
    user: UserId,
) -> Result<(), AskError> {
    let account = somebody(tx, by, user)?;
    keep(tx, by, &account)
}

/// Nothing that was asked for somebody can be confirmed any more.
pub fn withdraw(tx: &mut Tx<'_>, workspace: WorkspaceId, people: &[UserId]) -> Result<(), DbError> {
    if people.is_empty() {
        return Ok(());
    }
    let subjects: Vec<_> = people.iter().map(|user| user.as_uuid()).collect();
    links::withdraw(tx, (workspace, Purpose::EmailChange), &subjects)?;
    for user in people {
        store::forget(tx, workspace, *user)?;
    }
    Ok(())
}

/// What somebody asked for, for themselves or for others, is asked for no more: they leave, or it may not
/// have been them.
pub fn withdraw_asked_by(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    asker: UserId,
) -> Result<(), DbError> {
    let people = store::asked_by(tx, workspace, asker)?;
    withdraw(tx, workspace, &people)
}

/// Whether who asked could still ask: one does for oneself, and for others as long as one may change
/// them.
pub(super) fn is_still_asked(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    wished: &Wished,
) -> Result<bool, DbError> {
    if wished.asked_by == user {
        return Ok(true);
    }
    let person = people::somebody(read, workspace, user)?;
    let asker = people::somebody(read, workspace, wished.asked_by)?;
    Ok(person.zip(asker).is_some_and(|(person, asker)| {
        asker.status == UserStatus::Active
            && asker.permissions.contains(Permission::WriteUsers)
            && person.is_within_reach_of(asker.permissions)
    }))
}

fn oneself(tx: &mut Tx<'_>, by: &Granted<Yourself>) -> Result<Account, AskError> {
    let By::Person { user, .. } = by.author().by else {
        return Err(DbError::Misuse("only a person has an address of their own").into());
    };
    store::lock(tx, by.workspace(), user)?.ok_or(AskError::Nobody)
}

/// Rights are judged before anything else about them.
fn somebody(tx: &mut Tx<'_>, by: &Granted<WriteUsers>, user: UserId) -> Result<Account, AskError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(AskError::Nobody)?;
    person.within_reach(by, Tried::ChangeEmail)?;
    let account = store::lock(tx, workspace, user)?.ok_or(AskError::Nobody)?;
    match account.status {
        UserStatus::Active => Ok(account),
        UserStatus::Pending => Err(AskError::Invited(account.name)),
        UserStatus::Inactive => Err(AskError::Inactive(account.name)),
    }
}

/// Who may see everybody is told that an address is taken. Whoever may not learns nothing: it goes on as
/// if it were free, and the worker sends nothing.
fn ask<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    links: &Links,
    (account, email, first_asked_by): (&Account, &EmailAddress, Option<UserId>),
) -> Result<(), AskError> {
    let workspace = by.workspace();
    if account.email.typed() == email.typed() {
        return Err(AskError::TheSame);
    }
    let sees_everybody = by.holds().contains(Permission::ReadUsers);
    if sees_everybody && store::is_anothers(tx, (workspace, account.user), email)? {
        return Err(AskError::Taken);
    }
    let wanted = link_for(workspace, account.user);
    if let Some(wait) = links::wait_for_another(tx, &wanted, MOST_AN_HOUR)? {
        return Err(AskError::TooMany { wait });
    }
    let asked_by = first_asked_by.or(by.author().person());
    let asked_by = asked_by.ok_or(DbError::Misuse("only a person asks for another address"))?;
    let link = links.mint(tx, &wanted)?.link.id;
    let wished = Wished {
        email: email.clone(),
        link,
        asked_by,
    };
    store::wish(tx, (workspace, account.user), &wished)?;
    let letter = NewMail {
        kind: ConfirmMail::NAME,
        recipient: email,
        subject: Some(account.user.as_uuid()),
        link: Some(link),
    };
    mail::enqueue(tx, workspace, &letter)?;
    let entry = Entry::new(Action::UserEmailAsked)
        .on(Target::User(account.user), &account.name)
        .with("email", email.typed());
    Ok(audit::record(tx, by.author(), entry)?)
}

fn send_again<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    links: &Links,
    account: &Account,
) -> Result<(), AskError> {
    let workspace = by.workspace();
    if store::awaited(tx, workspace, account.user)?.is_none() {
        return Err(AskError::NothingWaits);
    }
    let wished = store::wished(tx, workspace, account.user)?;
    let wished = wished.ok_or(AskError::NothingWaits)?;
    // Sending it again takes no password, so it stays on the right of whoever typed theirs for it.
    if !is_still_asked(tx, (workspace, account.user), &wished)? {
        return Err(AskError::NothingWaits);
    }
    ask(
        tx,
        by,
        links,
        (account, &wished.email, Some(wished.asked_by)),
    )
}

fn keep<R>(tx: &mut Tx<'_>, by: &Granted<R>, account: &Account) -> Result<(), AskError> {
    let workspace = by.workspace();
    let Some(awaited) = store::awaited(tx, workspace, account.user)? else {
        return Ok(());
    };
    withdraw(tx, workspace, &[account.user])?;
    let entry = Entry::new(Action::UserEmailWithdrawn)
        .on(Target::User(account.user), &account.name)
        .with("email", awaited.email);
    Ok(audit::record(tx, by.author(), entry)?)
}

#[derive(Debug, Error)]
pub(super) enum ConfirmError {
    /// Since it was looked up.
    #[error("the link has died")]
    Dead,
    #[error("somebody else has the address")]
    Taken,
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ConfirmError {
    fn from(error: DbError) -> Self {
        if error.is_duplicate_of("users_email_unique") {
            Self::Taken
        } else {
            Self::Db(error)
        }
    }
}

/// The address is theirs: whoever holds the link reads its mail, and who asked for it still may. Says
/// whose it is.
pub(super) fn confirm(
    tx: &mut Tx<'_>,
    link: Redeemable,
    client: Client,
) -> Result<UserId, ConfirmError> {
    let (workspace, user) = (link.workspace, UserId::from(link.subject));
    tx.keep_rights(workspace)?;
    let account = store::lock(tx, workspace, user)?;
    let account = account.filter(|account| account.status == UserStatus::Active);
    let account = account.ok_or(ConfirmError::Dead)?;
    let wished = store::wished(tx, workspace, user)?;
    let wished = wished.filter(|wished| wished.link == link.id);
    let wished = wished.ok_or(ConfirmError::Dead)?;
    if !is_still_asked(tx, (workspace, user), &wished)? {
        return Err(ConfirmError::Dead);
    }
    links::spend(tx, link)?.ok_or(ConfirmError::Dead)?;
    store::forget(tx, workspace, user)?;
    store::set_address(tx, (workspace, user), &wished.email)?;
    // What was mailed to the old address opens nothing any more.
    links::withdraw(tx, (workspace, Purpose::PasswordReset), &[user.as_uuid()])?;
    let letter = NewMail {
        kind: ChangedMail::NAME,
        recipient: &account.email,
        subject: Some(user.as_uuid()),
        link: None,
    };
    mail::enqueue(tx, workspace, &letter)?;
    let author = Author {
        workspace,
        by: By::Bearer {
            user,
            name: account.name.clone(),
        },
        client,
    };
    let entry = Entry::new(Action::UserEmailChanged)
        .on(Target::User(user), &account.name)
        .changed("email", account.email.typed(), wished.email.typed());
    audit::record(tx, &author, entry)?;
    Ok(user)
}
