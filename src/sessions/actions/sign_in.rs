//! Who somebody is: at the door, and once more before a sensitive step.

use std::time::Duration;

use thiserror::Error;
use tokio::sync::OwnedSemaphorePermit;

use super::super::store::{self, Account};
use super::start;
use crate::access::{
    Actor, Author, By, Client, HashError, Password, PasswordHash, PasswordHasher, Verdict,
    WorkspaceRef,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{Db, DbError, Keep, Tx};
use crate::throttles::{self, Attempt, Browser};
use crate::types::{
    EmailAddress, SecretText, SecretToken, SessionId, UserId, WorkspaceId, duration,
};

/// Somebody at the sign-in page.
pub(in crate::sessions) struct Credentials {
    pub email: String,
    pub password: SecretText,
}

/// Where the try comes from.
pub(in crate::sessions) struct Origin {
    pub workspace: WorkspaceRef,
    pub client: Client,
    pub browser: Browser,
    /// The session that this browser has here already; it ends with the new one's start.
    pub replaces: Option<SessionId>,
}

impl Origin {
    /// Nobody is signed in yet.
    fn author(&self) -> Author {
        Author {
            workspace: self.workspace.id,
            by: By::System { reason: "sign-in" },
            client: self.client.clone(),
        }
    }
}

#[derive(Debug, Error)]
pub enum SignInError {
    /// One answer for a wrong password and for an address that can't sign in, whatever the reason.
    #[error("Email or password is wrong.")]
    Wrong,
    #[error("Too many tries. Wait {} and try again.", duration(*.wait))]
    TooMany { wait: Duration },
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The address as accounts are found and failures are counted by, even where it is no address.
pub(in crate::sessions) fn account_key(typed: &str) -> String {
    EmailAddress::parse(typed).map_or_else(
        |_| typed.trim().to_lowercase(),
        |email| email.key().to_owned(),
    )
}

/// A new session for who knows the password. What is done and how long it takes is the same for
/// every address.
pub(in crate::sessions) async fn sign_in(
    db: &Db,
    hasher: &PasswordHasher,
    origin: Origin,
    credentials: Credentials,
) -> Result<SecretToken, SignInError> {
    let attempt = Attempt {
        workspace: origin.workspace.id,
        account: account_key(&credentials.email),
        from: origin.client.ip,
        browser: origin.browser,
    };
    let _place = line_up(db, hasher, &attempt).await?;
    let account = begin(db, &attempt).await?;
    let stored = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let verdict = hasher.verify(credentials.password.expose(), stored).await?;
    let better = match verdict {
        Verdict::RightButWeak => hash_again(hasher, &credentials.password).await,
        Verdict::Right | Verdict::Wrong => None,
    };
    db.tx(move |tx| {
        let right = (verdict != Verdict::Wrong)
            .then_some(account.as_ref())
            .flatten();
        let token = match right {
            Some(account) => welcome(tx, &origin, account, better.as_ref())?,
            None => None,
        };
        if token.is_some() {
            throttles::succeeded(tx, &attempt)?;
        } else {
            record_failure(tx, &origin, account.as_ref())?;
            throttles::failed(tx, &attempt)?;
        }
        Ok(token)
    })
    .await
    .map_err(|error: DbError| error.into())
    .and_then(|token: Option<SecretToken>| token.ok_or(SignInError::Wrong))
}

/// Whose network has to wait anyway takes nobody's place.
async fn line_up(
    db: &Db,
    hasher: &PasswordHasher,
    attempt: &Attempt,
) -> Result<OwnedSemaphorePermit, SignInError> {
    let from = attempt.from;
    if let Some(wait) = db
        .read(move |read| throttles::network_waits(read, from))
        .await?
    {
        return Err(SignInError::TooMany { wait });
    }
    Ok(hasher.line_up().await?)
}

async fn begin(db: &Db, attempt: &Attempt) -> Result<Option<Account>, SignInError> {
    let attempt = attempt.clone();
    let begun = db.tx(move |tx| {
        let account = store::account(tx, attempt.workspace, &attempt.account)?;
        let wait = throttles::begin(tx, &attempt)?;
        Ok::<_, DbError>((wait, account))
    });
    match begun.await? {
        (Some(wait), _) => Err(SignInError::TooMany { wait }),
        (None, account) => Ok(account),
    }
}

/// A password that is in use stays good, whatever is asked of new ones: if it can't be hashed again,
/// the old hash stays.
async fn hash_again(hasher: &PasswordHasher, password: &SecretText) -> Option<PasswordHash> {
    let password = Password::parse(password.expose(), &[]).ok()?;
    hasher.hash(password).await.ok()
}

/// `None` if the account was shut or got another password since it was looked up.
fn welcome(
    tx: &mut Tx<'_>,
    origin: &Origin,
    account: &Account,
    better_hash: Option<&PasswordHash>,
) -> Result<Option<SecretToken>, DbError> {
    let workspace = origin.workspace.id;
    let verified = account.password_hash.as_ref();
    if !store::lock_if_unchanged(tx, workspace, account.user, verified)? {
        return Ok(None);
    }
    let Some(token) = start(tx, workspace, account.user, &origin.client)? else {
        return Ok(None);
    };
    if let Some(replaced) = origin.replaces {
        end_replaced(tx, origin, replaced)?;
    }
    if let Some(hash) = better_hash {
        store::set_hash(tx, workspace, account.user, hash)?;
    }
    Ok(Some(token))
}

/// It may be somebody else's, who left this browser open.
fn end_replaced(tx: &mut Tx<'_>, origin: &Origin, session: SessionId) -> Result<(), DbError> {
    if store::end(tx, origin.workspace.id, session)? {
        let entry = Entry::new(Action::SessionReplaced).on(Target::Session(session), "");
        audit::record(tx, &origin.author(), entry)?;
    }
    Ok(())
}

/// Only accounts that exist get an entry, and it takes as long where there is none.
fn record_failure(
    tx: &mut Tx<'_>,
    origin: &Origin,
    account: Option<&Account>,
) -> Result<(), DbError> {
    let author = origin.author();
    let (user, name) = account.map_or_else(
        || (UserId::new(), ""),
        |account| (account.user, account.name.as_str()),
    );
    tx.tentatively(|tx| {
        // Whoever was deleted meanwhile is named nowhere any more.
        let is_here = store::keep(tx, origin.workspace.id, user)?;
        let entry = Entry::new(Action::SessionRefused).on(Target::User(user), name);
        audit::record(tx, &author, entry)?;
        Ok(if is_here { Keep::Yes } else { Keep::No })
    })
}

/// Asks somebody who is signed in for their password once more, as a sensitive step wants it.
/// Guessing is limited as it is at the door.
pub async fn confirm_password(
    db: &Db,
    hasher: &PasswordHasher,
    actor: &Actor,
    typed: &SecretText,
) -> Result<ConfirmedPassword, SignInError> {
    let attempt = Attempt {
        workspace: actor.workspace.id,
        account: account_key(&actor.email),
        from: actor.client.ip,
        browser: Browser::SignedIn,
    };
    let _place = line_up(db, hasher, &attempt).await?;
    let stored = begin(db, &attempt)
        .await?
        .and_then(|account| account.password_hash);
    let verdict = hasher.verify(typed.expose(), stored.clone()).await?;
    if verdict == Verdict::Wrong {
        let author = actor.author();
        let entry =
            Entry::new(Action::PasswordRefused).on(Target::User(actor.user), &actor.display_name);
        db.tx(move |tx| {
            audit::record(tx, &author, entry)?;
            throttles::failed(tx, &attempt)
        })
        .await?;
        return Err(SignInError::Wrong);
    }
    let (workspace, session) = (actor.workspace.id, actor.session());
    db.tx(move |tx| {
        throttles::succeeded(tx, &attempt)?;
        match session {
            Some(session) => store::password_typed(tx, workspace, session),
            None => Ok(()),
        }
    })
    .await?;
    Ok(ConfirmedPassword {
        user: actor.user,
        hash: stored,
    })
}

/// Somebody's password as it was when they typed it.
pub struct ConfirmedPassword {
    user: UserId,
    hash: Option<PasswordHash>,
}

impl ConfirmedPassword {
    /// Whether it is still the same; if so, it stays so until the transaction ends.
    pub fn still_holds(&self, tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<bool, DbError> {
        store::lock_if_unchanged(tx, workspace, self.user, self.hash.as_ref())
    }
}
