use chrono::TimeDelta;
use thiserror::Error;

use super::model::{ApiKey, MOST_KEYS, Standing};
use super::store;
use crate::access::{
    Alone, Attempt, Limit, PasswordFirst, Permission, PermissionSet, Refusal, Tried, Unproved,
    rights::WriteApiKeys, within_ceiling,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::types::{ApiKeyId, KeyText, Title};

#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: Title,
    pub permissions: PermissionSet,
    /// `None` until it is revoked.
    pub valid_for: Option<TimeDelta>,
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("There is no such key.")]
    Missing,
    #[error("Choose what the key may do.")]
    NoPermission,
    #[error("A workspace has at most {MOST_KEYS} keys. Revoke one that nobody needs.")]
    TooMany,
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
    within_reach(by, new.permissions, (Tried::MakeKey, None))?;
    if new.permissions.is_empty() {
        return Err(KeyError::NoPermission);
    }
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
        permissions: new.permissions,
        maker,
        expires_at,
    };
    let id = store::insert(tx, &text, &row)?;
    let entry = Entry::new(Action::ApiKeyCreated)
        .on(Target::ApiKey(id), new.name.as_str())
        .with("permissions", texts(new.permissions))
        .with("expires_at", expires_at.map(|at| at.to_rfc3339()));
    audit::record(tx, by.author(), entry)?;
    Ok((id, text))
}

/// For good, and at once. What is revoked already stays so.
pub fn revoke(tx: &mut Tx<'_>, by: &Alone<WriteApiKeys>, id: ApiKeyId) -> Result<(), KeyError> {
    let key = reachable(tx, by, (id, Tried::RevokeKey))?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    store::revoke(tx, by.workspace(), id)?;
    let entry = Entry::new(Action::ApiKeyRevoked).on(Target::ApiKey(id), key.name.as_str());
    Ok(audit::record(tx, by.author(), entry)?)
}

/// Whoever takes it over answers for it, and it works in their right from then on.
pub fn take_over(tx: &mut Tx<'_>, by: &Alone<WriteApiKeys>, id: ApiKeyId) -> Result<(), KeyError> {
    let key = reachable(tx, by, (id, Tried::TakeOverKey))?;
    match key.standing(tx.now()?) {
        Standing::Revoked => return Err(KeyError::Revoked(key.name.to_string())),
        Standing::Expired => return Err(KeyError::Expired(key.name.to_string())),
        Standing::Stopped | Standing::Working => {}
    }
    by.typed_password_lately()?;
    let to = by.author().signed_in().ok_or(KeyError::NotAPerson)?;
    if key.maker == to && key.stopped_at.is_none() {
        return Ok(());
    }
    store::hand_to(tx, (by.workspace(), id), to)?;
    let entry = Entry::new(Action::ApiKeyTakenOver)
        .on(Target::ApiKey(id), key.name.as_str())
        .with("from", key.maker_name.as_str())
        .mentioning([key.maker]);
    Ok(audit::record(tx, by.author(), entry)?)
}

fn reachable(
    tx: &mut Tx<'_>,
    by: &Alone<WriteApiKeys>,
    (id, tried): (ApiKeyId, Tried),
) -> Result<ApiKey, KeyError> {
    let key = store::find(tx, by.workspace(), id)?.ok_or(KeyError::Missing)?;
    within_reach(by, key.permissions, (tried, Some(&key)))?;
    Ok(key)
}

fn within_reach(
    by: &Alone<WriteApiKeys>,
    permissions: PermissionSet,
    (tried, key): (Tried, Option<&ApiKey>),
) -> Result<(), Refusal> {
    within_ceiling(by.holds(), permissions).map_err(|above| {
        let attempt = Attempt {
            on: key.map(|key| (Target::ApiKey(key.id), key.name.to_string())),
            tried,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        by.refused(above.weightiest(), attempt)
    })
}

fn texts(permissions: PermissionSet) -> Vec<&'static str> {
    permissions.iter().map(Permission::as_str).collect()
}
