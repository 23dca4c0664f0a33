//! Making roles and changing what they are.

use thiserror::Error;

use super::above;
use crate::access::{
    Alone, Attempt, By, Granted, Limit, PasswordFirst, Permission, PermissionSet, Refusal, Tried,
    Unproved, rights::WriteRoles,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::roles::model::{Beyond, Definer, Definition, MOST_ROLES, Role};
use crate::roles::store::definitions as store;
use crate::types::{RoleId, UserId, WorkspaceId};

#[derive(Debug, Error)]
pub(in crate::roles) enum DefineError {
    #[error("There is no such role.")]
    Missing,
    #[error("{0} is built in and can't be changed. Duplicate it, and change the copy.")]
    BuiltIn(String),
    #[error("Ownership can't be part of a custom role. Give people the role Owner instead.")]
    Ownership,
    #[error("Another role has this name.")]
    NameTaken,
    #[error("A workspace has at most {MOST_ROLES} roles. Delete one that nobody needs.")]
    TooMany,
    #[error("Somebody changed this role since you opened it. This is how it is now.")]
    ChangedMeanwhile,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DefineError {
    fn from(error: DbError) -> Self {
        if error.is_duplicate_of("roles_name_unique") {
            Self::NameTaken
        } else {
            Self::Db(error)
        }
    }
}

/// A new role, which nobody has yet.
pub(in crate::roles) fn create(
    tx: &mut Tx<'_>,
    by: &Alone<WriteRoles>,
    wished: &Definition,
) -> Result<RoleId, DefineError> {
    let definer = Definer {
        holds: by.holds(),
        has_the_role: false,
    };
    let nothing = PermissionSet::EMPTY;
    let attempt = || Attempt {
        on: None,
        tried: Tried::MakeRole,
        roles: vec![wished.name.to_string()],
        limit: Limit::Ceiling,
    };
    let permissions = definer
        .redefine(nothing, wished.permissions)
        .map_err(|beyond| refused(by, &beyond, attempt()))?;
    without_ownership(permissions)?;
    by.typed_password_lately()?;
    if store::count(tx, by.workspace())? >= MOST_ROLES {
        return Err(DefineError::TooMany);
    }
    let new = Definition {
        permissions,
        ..wished.clone()
    };
    let id = store::insert(tx, by.workspace(), &new)?;
    let entry = Entry::new(Action::RoleCreated)
        .on(Target::Role(id), new.name.as_str())
        .with("description", new.description.as_str())
        .with("permissions", texts(&new))
        .with("landing", new.landing.as_str());
    audit::record(tx, by.author(), entry)?;
    Ok(id)
}

/// Everything about a role at once. `seen` is the version that the wishes were made on.
pub(in crate::roles) fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<WriteRoles>,
    (id, seen): (RoleId, Option<i32>),
    wished: &Definition,
) -> Result<(), DefineError> {
    let role = own(tx, by.workspace(), id)?;
    let definer = definer(tx, by, id)?;
    let before = &role.definition;
    let attempt = || Attempt {
        on: Some((Target::Role(id), role.name().to_owned())),
        tried: Tried::AddToRole,
        roles: Vec::new(),
        limit: Limit::Ceiling,
    };
    let permissions = definer
        .redefine(before.permissions, wished.permissions)
        .map_err(|beyond| refused(by, &beyond, attempt()))?;
    without_ownership(permissions)?;
    if seen.is_some_and(|seen| seen != role.version) {
        return Err(DefineError::ChangedMeanwhile);
    }
    let after = Definition {
        permissions,
        ..wished.clone()
    };
    if after == *before {
        return Ok(());
    }
    by.typed_password_lately()?;
    store::update(tx, (by.workspace(), id), &after)?;
    Ok(audit::record(tx, by.author(), changed(&role, &after))?)
}

fn changed(role: &Role, after: &Definition) -> Entry {
    let before = &role.definition;
    let entry = Entry::new(Action::RoleChanged)
        .on(Target::Role(role.id), role.name())
        .changed("name", before.name.as_str(), after.name.as_str())
        .changed(
            "description",
            before.description.as_str(),
            after.description.as_str(),
        )
        .changed("landing", before.landing.as_str(), after.landing.as_str());
    if before.permissions == after.permissions {
        return entry;
    }
    let both = serde_json::json!({ "before": texts(before), "after": texts(after) });
    entry.with("permissions", both)
}

pub(super) fn texts(definition: &Definition) -> Vec<&'static str> {
    definition
        .permissions
        .iter()
        .map(Permission::as_str)
        .collect()
}

/// A role of the workspace's own making.
pub(super) fn own(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: RoleId,
) -> Result<Role, DefineError> {
    let all = store::all(tx, workspace)?;
    let role = all.into_iter().find(|role| role.id == id);
    let role = role.ok_or(DefineError::Missing)?;
    match role.builtin {
        None => Ok(role),
        Some(builtin) => Err(DefineError::BuiltIn(builtin.name().to_owned())),
    }
}

fn definer(tx: &mut Tx<'_>, by: &Granted<WriteRoles>, role: RoleId) -> Result<Definer, DbError> {
    let has_the_role = match person(by) {
        None => false,
        Some(user) => store::of_user(tx, by.workspace(), user)?
            .iter()
            .any(|held| held.id == role),
    };
    Ok(Definer {
        holds: by.holds(),
        has_the_role,
    })
}

fn person<R>(by: &Granted<R>) -> Option<UserId> {
    match by.author().by {
        By::Person { user, .. } => Some(user),
        By::Bearer { .. } | By::Operator { .. } | By::System { .. } => None,
    }
}

fn refused(by: &Granted<WriteRoles>, beyond: &Beyond, attempt: Attempt) -> Refusal {
    match beyond {
        Beyond::Ceiling(ceiling) => above(by, ceiling, attempt),
        Beyond::OwnRole(added) => {
            let first = added.iter().next().unwrap_or(Permission::WriteRoles);
            let limit = Limit::OwnRole;
            by.refused(first, Attempt { limit, ..attempt })
        }
    }
}

fn without_ownership(permissions: PermissionSet) -> Result<(), DefineError> {
    if permissions.contains(Permission::OwnWorkspace) {
        Err(DefineError::Ownership)
    } else {
        Ok(())
    }
}
