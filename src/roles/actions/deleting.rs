//! Deleting a role: who has it gets another one for it.

use thiserror::Error;

use super::above;
use super::defining::texts;
use crate::access::{
    Alone, Attempt, Granted, Limit, PasswordFirst, PermissionSet, Refusal, Tried, Unproved,
    rights::WriteRoles,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::roles::model::{Alike, Role, may_be_replaced, union};
use crate::roles::store::{counts, definitions, holders};
use crate::types::RoleId;

/// As many roles of people as can be gone through and written down while a page waits.
pub(in crate::roles) const MOST_REPLACED: i64 = 10_000;

#[derive(Debug, Error)]
pub(in crate::roles) enum DeleteError {
    #[error("There is no such role.")]
    Missing,
    #[error("{0} is built in and can't be deleted.")]
    BuiltIn(String),
    #[error("Choose what the people with this role get instead.")]
    ReplacementNeeded,
    #[error(
        "So many people have this role that it can't be replaced at once. Give some of them another one first."
    )]
    TooMany,
    #[error("This role can't take its place. Choose another one.")]
    NoReplacement,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Nobody is left without a role, whether active, inactive or still invited.
pub(in crate::roles) fn delete(
    tx: &mut Tx<'_>,
    by: &Alone<WriteRoles>,
    id: RoleId,
    replacement: Option<RoleId>,
) -> Result<(), DeleteError> {
    let workspace = by.workspace();
    let all = definitions::all(tx, workspace)?;
    let role = all.iter().find(|role| role.id == id);
    let role = role.ok_or(DeleteError::Missing)?;
    if role.builtin.is_some() {
        return Err(DeleteError::BuiltIn(role.name().to_owned()));
    }
    if counts::weight_up_to(tx, (workspace, id), MOST_REPLACED)? > MOST_REPLACED {
        return Err(DeleteError::TooMany);
    }
    let with_it = counts::alike(tx, (workspace, id), counts::Who::Everybody)?;
    let replacement = chosen(&all, role, replacement)?;
    within_reach(by, &all, (role, replacement), &with_it)?;
    // Ownership is given person by person.
    if replacement.is_some_and(Role::is_owner) {
        return Err(DeleteError::NoReplacement);
    }
    let people: i64 = with_it.iter().map(|alike| alike.people).sum();
    if people > 0 && replacement.is_none() {
        return Err(DeleteError::ReplacementNeeded);
    }
    by.typed_password_lately()?;
    let entry = Entry::new(Action::RoleDeleted)
        .on(Target::Role(id), role.name())
        .with("permissions", texts(&role.definition))
        .with("people", people);
    match replacement {
        None => audit::record(tx, by.author(), entry)?,
        Some(replacement) => {
            let to = (replacement.id, replacement.rank());
            let replaced = holders::replace(tx, (workspace, id), to)?;
            let mut entries = vec![entry.with("replacement", replacement.name())];
            let each = replaced.iter();
            entries.extend(each.map(|had| exchanged(&all, (role, replacement), had)));
            audit::record_all(tx, by.author(), entries)?;
        }
    }
    Ok(definitions::remove(tx, (workspace, id))?)
}

fn chosen<'r>(
    all: &'r [Role],
    role: &Role,
    wished: Option<RoleId>,
) -> Result<Option<&'r Role>, DeleteError> {
    let Some(wished) = wished else {
        return Ok(None);
    };
    let mut others = all.iter().filter(|other| other.id != role.id);
    let found = others.find(|other| other.id == wished);
    found.map(Some).ok_or(DeleteError::NoReplacement)
}

fn within_reach(
    by: &Granted<WriteRoles>,
    all: &[Role],
    (role, replacement): (&Role, Option<&Role>),
    with_it: &[Alike],
) -> Result<(), Refusal> {
    let held = with_it
        .iter()
        .map(|alike| union(all.iter().filter(|held| alike.roles.contains(&held.id))))
        .collect::<Vec<PermissionSet>>();
    may_be_replaced(by.holds(), role, held, replacement).map_err(|beyond| {
        let attempt = Attempt {
            on: Some((Target::Role(role.id), role.name().to_owned())),
            tried: Tried::DeleteRole,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        above(by, beyond.ceiling(), attempt)
    })
}

fn exchanged(all: &[Role], (role, replacement): (&Role, &Role), had: &holders::Replaced) -> Entry {
    let before: Vec<&Role> = all
        .iter()
        .filter(|held| had.had.contains(&held.id))
        .collect();
    let after = all
        .iter()
        .filter(|held| held.id == replacement.id || had.had.contains(&held.id))
        .filter(|held| held.id != role.id);
    let both = serde_json::json!({
        "before": before.iter().map(|role| role.name()).collect::<Vec<_>>(),
        "after": after.map(Role::name).collect::<Vec<_>>(),
    });
    Entry::new(Action::UserRolesChanged)
        .on(Target::User(had.user), &had.name)
        .with("roles", both)
        .with("deleted_role", role.name())
}
