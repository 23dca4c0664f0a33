mod leaving;

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

pub use leaving::{KeysLeft, LeaveError, OfLeaver, leave, of_leaver};

use super::model::{ApiKey, MOST_KEYS, Standing};
use super::store::{self, ending, listed};
use crate::access::{
    Actor, Alone, Attempt, Limit, PasswordFirst, Permission, PermissionSet, Refusal, Tried,
    Unproved, rights::WriteApiKeys, within_ceiling,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::types::{ApiKeyId, FormId, KeyText, Title, WorkspaceId};

#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: Title,
    pub permissions: PermissionSet,
    /// `None` until it is revoked.
    pub valid_for: Option<TimeDelta>,
    /// What it is asked for with, if that may come twice.
    pub form: Option<FormId>,
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("There is no such key.")]
    Missing,
    #[error("Choose what the key may do.")]
    NoPermission,
    #[error("A workspace has at most {MOST_KEYS} keys. Revoke one that nobody needs.")]
    TooMany,
    #[error(
        "This key was made already, and its text was shown then. Make another if you don't have it."
    )]
    MadeAlready,
    #[error("{0} was revoked, which is for good. Make a new key.")]
    Revoked(String),
    #[error("{0} has expired. Make a new key.")]
    Expired(String),
    #[error("Only a person makes or takes over a key.")]
    NotAPerson,
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A key that holds no more than its maker does. Its text is to be shown once.
pub fn create(
    tx: &mut Tx<'_>,
    by: &Alone<WriteApiKeys>,
    new: &NewKey,
) -> Result<(ApiKeyId, KeyText), KeyError> {
    let permissions = new.permissions.with_needed();
    within_reach(by, permissions, (Tried::MakeKey, None))?;
    if permissions.is_empty() {
        return Err(KeyError::NoPermission);
    }
    is_first(tx, by.workspace(), new.form)?;
    by.typed_password_lately()?;
    let maker = by.author().signed_in().ok_or(KeyError::NotAPerson)?;
    if store::count(tx, by.workspace())? >= MOST_KEYS {
        return Err(KeyError::TooMany);
    }
    let text = KeyText::random(by.workspace());
    let expires_at = match new.valid_for {
        None => None,
        Some(time) => Some(tx.now()? + time),
    };
    let row = store::NewRow {
        name: &new.name,
        permissions,
        maker,
        expires_at,
        made_with: new.form,
    };
    let id = store::insert(tx, &text, &row)?;
    let entry = Entry::new(Action::ApiKeyCreated)
        .on(Target::ApiKey(id), new.name.as_str())
        .with("permissions", texts(permissions))
        .with("expires_at", expires_at.map(|at| at.to_rfc3339()));
    audit::record(tx, by.author(), entry)?;
    Ok((id, text))
}

fn is_first(tx: &mut Tx<'_>, workspace: WorkspaceId, form: Option<FormId>) -> Result<(), KeyError> {
    match form {
        Some(form) if store::is_made_with(tx, workspace, form)? => Err(KeyError::MadeAlready),
        _ => Ok(()),
    }
}

/// For good, and at once. What is revoked already stays so. Whoever made a key may always end it.
pub fn revoke(tx: &mut Tx<'_>, by: &Alone<WriteApiKeys>, id: ApiKeyId) -> Result<(), KeyError> {
    let key = listed::find(tx, by.workspace(), id)?.ok_or(KeyError::Missing)?;
    if by.author().signed_in() != Some(key.maker) {
        within_reach(by, key.permissions, (Tried::RevokeKey, Some(&key)))?;
    }
    if key.revoked_at.is_some() {
        return Ok(());
    }
    ending::revoke(tx, by.workspace(), id)?;
    let entry = Entry::new(Action::ApiKeyRevoked).on(Target::ApiKey(id), key.name.as_str());
    Ok(audit::record(tx, by.author(), entry)?)
}

/// Whoever takes it over answers for it, and it works in their right from then on.
pub fn take_over(tx: &mut Tx<'_>, by: &Alone<WriteApiKeys>, id: ApiKeyId) -> Result<(), KeyError> {
    let key = listed::find(tx, by.workspace(), id)?.ok_or(KeyError::Missing)?;
    within_reach(by, key.permissions, (Tried::TakeOverKey, Some(&key)))?;
    is_there_to_take(&key, tx.now()?)?;
    by.typed_password_lately()?;
    let to = by.author().signed_in().ok_or(KeyError::NotAPerson)?;
    if key.maker == to && key.stopped_at.is_none() {
        return Ok(());
    }
    store::hand_to(tx, (by.workspace(), &[id]), to)?;
    Ok(audit::record(
        tx,
        by.author(),
        of_maker(Action::ApiKeyTakenOver, &key),
    )?)
}

/// Something that tells of whose it was.
fn of_maker(action: Action, key: &ApiKey) -> Entry {
    Entry::new(action)
        .on(Target::ApiKey(key.id), key.name.as_str())
        .with("from", key.maker_name.as_str())
        .mentioning([key.maker])
}

/// Whether the question makes sense, as far as it can be said before.
pub(super) fn may_be_revoked(actor: &Actor, key: &ApiKey) -> Result<(), KeyError> {
    if key.maker != actor.user {
        may_be_reached(actor, key, Tried::RevokeKey)?;
    }
    match key.revoked_at {
        Some(_) => Err(KeyError::Revoked(key.name.to_string())),
        None => Ok(()),
    }
}

pub(super) fn may_be_taken_over(
    actor: &Actor,
    key: &ApiKey,
    now: DateTime<Utc>,
) -> Result<(), KeyError> {
    may_be_reached(actor, key, Tried::TakeOverKey)?;
    is_there_to_take(key, now)
}

fn may_be_reached(actor: &Actor, key: &ApiKey, tried: Tried) -> Result<(), Refusal> {
    within_ceiling(actor.permissions, key.permissions).map_err(|above| Refusal {
        author: Box::new(actor.author()),
        permission: above.weightiest(),
        attempt: Some(attempted(tried, Some(key))),
    })
}

fn is_there_to_take(key: &ApiKey, now: DateTime<Utc>) -> Result<(), KeyError> {
    match key.standing(now) {
        Standing::Revoked => Err(KeyError::Revoked(key.name.to_string())),
        Standing::Expired => Err(KeyError::Expired(key.name.to_string())),
        Standing::Stopped | Standing::Working => Ok(()),
    }
}

fn within_reach(
    by: &Alone<WriteApiKeys>,
    permissions: PermissionSet,
    (tried, key): (Tried, Option<&ApiKey>),
) -> Result<(), Refusal> {
    within_ceiling(by.holds(), permissions)
        .map_err(|above| by.refused(above.weightiest(), attempted(tried, key)))
}

fn attempted(tried: Tried, key: Option<&ApiKey>) -> Attempt {
    Attempt {
        on: key.map(|key| (Target::ApiKey(key.id), key.name.to_string())),
        tried,
        roles: Vec::new(),
        limit: Limit::Ceiling,
    }
}

fn texts(permissions: PermissionSet) -> Vec<&'static str> {
    permissions.iter().map(Permission::as_str).collect()
}
