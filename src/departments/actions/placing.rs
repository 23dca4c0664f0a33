//! Putting somebody into a department.

use thiserror::Error;

use crate::access::{Granted, Refusal, Target, Tried};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Tx};
use crate::departments::store::{definitions, people as members};
use crate::people::{self, Somebody};
use crate::types::{DepartmentId, Title};

#[derive(Debug, Error)]
pub enum MoveError {
    #[error("There is no such department here. Choose again.")]
    NoSuchDepartment,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody is in this department from now on, or in none. That nobody deletes it at the same moment is
/// seen to by the proof, which holds the workspace.
pub fn move_to<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    person: &Somebody,
    to: Option<DepartmentId>,
) -> Result<(), MoveError> {
    let workspace = by.workspace();
    person.within_reach(by, Tried::EditPerson)?;
    let after = match to {
        None => None,
        Some(id) => {
            let found = definitions::find(tx, (workspace, id))?;
            Some(found.ok_or(MoveError::NoSuchDepartment)?)
        }
    };
    people::lock(tx, workspace, person.id)?;
    let before = definitions::of_user(tx, workspace, person.id)?;
    if before.as_ref().map(|one| one.id) == to {
        return Ok(());
    }
    members::place(tx, (workspace, person.id), to)?;
    let name = |one: Option<&Title>| one.map(ToString::to_string).unwrap_or_default();
    let entry = Entry::new(Action::UserDepartmentChanged)
        .on(Target::User(person.id), &person.name)
        .changed(
            "department",
            &name(before.as_ref().map(|one| &one.name)),
            &name(after.as_ref().map(|one| &one.name)),
        );
    Ok(audit::record(tx, by.author(), entry)?)
}
