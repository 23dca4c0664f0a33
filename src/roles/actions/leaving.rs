//! Who leaves keeps their roles, and counts as an owner no more until they come back.

use super::assigning::{AssignError, OwnersError, count_owners};
use crate::access::Alone;
use crate::db::Tx;
use crate::roles::model::{LastOwner, Role};
use crate::roles::store::{definitions, holders};
use crate::types::UserId;

/// Called before somebody active becomes inactive. Taking an owner away asks for the password.
pub fn leave<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    user: UserId,
    name: &str,
) -> Result<(), AssignError> {
    if !is_owner(tx, by, user)? {
        return Ok(());
    }
    // Nobody types a password for what can't be.
    if holders::active_owners(tx, by.workspace())? == 1 {
        return Err(OwnersError::from(LastOwner).about(name));
    }
    by.typed_password_lately()?;
    count_owners(tx, by, -1).map_err(|error| error.about(name))
}

/// Called before somebody inactive becomes active again. So does giving one back.
pub fn come_back<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    user: UserId,
    name: &str,
) -> Result<(), AssignError> {
    if !is_owner(tx, by, user)? {
        return Ok(());
    }
    by.typed_password_lately()?;
    count_owners(tx, by, 1).map_err(|error| error.about(name))
}

fn is_owner<R>(tx: &mut Tx<'_>, by: &Alone<R>, user: UserId) -> Result<bool, AssignError> {
    let roles = definitions::of_user(tx, by.workspace(), user)?;
    Ok(roles.iter().any(Role::is_owner))
}
