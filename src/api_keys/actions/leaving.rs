//! What becomes of the keys of who leaves: none works in the right of who isn't here.

use thiserror::Error;

use super::of_maker;
use crate::access::{Alone, PasswordFirst, Permission, PermissionSet};
use crate::api_keys::model::ApiKey;
use crate::api_keys::store::{self, ending, listed};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Read, Tx};
use crate::types::{ApiKeyId, UserId, WorkspaceId};

/// What is wished for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeysLeft {
    #[default]
    Stop,
    /// They work in the right of who does this, as far as that reaches. The others stop.
    TakeOver,
}

#[derive(Debug, Error)]
pub enum LeaveError {
    #[error("You may not take keys over. Let them stop.")]
    NotAllowed,
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// No right to keys is needed to let them stop, which is a part of somebody's leaving, and nothing is
/// refused then.
pub fn leave<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    leaves: UserId,
    wish: KeysLeft,
) -> Result<(), LeaveError> {
    let theirs = listed::working_of(tx, by.workspace(), leaves)?;
    let stopped = match wish {
        KeysLeft::Stop => theirs,
        KeysLeft::TakeOver => take_over(tx, by, theirs)?,
    };
    let ids: Vec<ApiKeyId> = stopped.iter().map(|key| key.id).collect();
    ending::stop(tx, by.workspace(), &ids)?;
    let entries = entries(Action::ApiKeyStopped, &stopped);
    Ok(audit::record_all(tx, by.author(), entries)?)
}

/// Gives back those that nobody took over.
fn take_over<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    theirs: Vec<ApiKey>,
) -> Result<Vec<ApiKey>, LeaveError> {
    let to = by.author().signed_in().ok_or(LeaveError::NotAllowed)?;
    if !by.holds().contains(Permission::WriteApiKeys) {
        return Err(LeaveError::NotAllowed);
    }
    let (taken, left): (Vec<ApiKey>, Vec<ApiKey>) = theirs
        .into_iter()
        .partition(|key| may_take(key, by.holds()));
    if taken.is_empty() {
        return Ok(left);
    }
    by.typed_password_lately()?;
    let ids: Vec<ApiKeyId> = taken.iter().map(|key| key.id).collect();
    store::hand_to(tx, (by.workspace(), &ids), to)?;
    audit::record_all(tx, by.author(), entries(Action::ApiKeyTakenOver, &taken))?;
    Ok(left)
}

fn may_take(key: &ApiKey, holds: PermissionSet) -> bool {
    holds.contains(Permission::WriteApiKeys) && key.permissions.is_within(holds)
}

fn entries(action: Action, keys: &[ApiKey]) -> Vec<Entry> {
    keys.iter().map(|key| of_maker(action, key)).collect()
}

/// A key of somebody who may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfLeaver {
    pub name: String,
    /// Whether it can work in the right of who asks.
    pub is_takeable: bool,
}

/// What `leave` would find, for who holds this.
pub fn of_leaver(
    read: &mut Read<'_>,
    (workspace, leaves): (WorkspaceId, UserId),
    holds: PermissionSet,
) -> Result<Vec<OfLeaver>, DbError> {
    let theirs = listed::working_of(read, workspace, leaves)?;
    let told = theirs.into_iter().map(|key| OfLeaver {
        is_takeable: may_take(&key, holds),
        name: key.name.to_string(),
    });
    Ok(told.collect())
}
