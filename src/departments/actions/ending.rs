//! Departments that go: deleted, or merged into another one. Nobody goes with them.

use thiserror::Error;

use crate::access::{
    Alone, Attempt, Limit, Refusal, Target, Tried, Unproved, rights::WriteTeams, within_ceiling,
};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Tx};
use crate::departments::model::{Department, MOST_MOVED, Misplaced, Tree};
use crate::departments::store::{definitions, people as members};
use crate::types::DepartmentId;

#[derive(Debug, Error)]
pub(in crate::departments) enum EndError {
    #[error("There is no such department.")]
    Missing,
    #[error("There is no such department here. Choose another one.")]
    NoSuchDepartment,
    #[error("It can't take its own place. Choose another one.")]
    Itself,
    #[error("{0} is inside this department. Choose another one, or move it out first.")]
    Within(String),
    #[error(
        "Too many people are in this department to move them at once. Move some of them first."
    )]
    TooMany,
    #[error("{0}")]
    Misplaced(#[from] Misplaced),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Its people and the positions planned in it go into another department or into none, and the
/// departments inside it move up to where it stood.
pub(in crate::departments) fn delete(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: DepartmentId,
    replacement: Option<DepartmentId>,
) -> Result<(), EndError> {
    let workspace = by.workspace();
    let tree = Tree::of(definitions::all(tx, workspace)?);
    let gone = tree.find(id).ok_or(EndError::Missing)?;
    within_reach(tx, by, gone)?;
    let replacement = match replacement {
        None => None,
        Some(wished) => Some(other(&tree, id, wished)?),
    };
    refuse_a_crowd(tx, by, id)?;
    let to = replacement.map(|one| one.id);
    let people = members::move_all(tx, (workspace, id), to)?;
    definitions::move_inside(tx, (workspace, id), gone.parent)?;
    definitions::remove(tx, (workspace, id))?;
    let entry = Entry::new(Action::DepartmentDeleted)
        .on(Target::Department(id), gone.name.as_str())
        .with("people", people);
    let entry = match replacement {
        Some(one) if people > 0 => entry.with("moved_to", one.name.as_str()),
        _ => entry,
    };
    Ok(audit::record(tx, by.author(), entry)?)
}

/// Everything in it goes into another one, which keeps its name, its place and its head.
pub(in crate::departments) fn merge(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: DepartmentId,
    into: DepartmentId,
) -> Result<(), EndError> {
    let workspace = by.workspace();
    let tree = Tree::of(definitions::all(tx, workspace)?);
    let gone = tree.find(id).ok_or(EndError::Missing)?;
    within_reach(tx, by, gone)?;
    let into = other(&tree, id, into)?;
    if tree.within(id).contains(&into.id) {
        return Err(EndError::Within(into.name.to_string()));
    }
    for inside in tree.inside(id) {
        tree.may_hold(Some(inside.id), into.id)?;
    }
    refuse_a_crowd(tx, by, id)?;
    let people = members::move_all(tx, (workspace, id), Some(into.id))?;
    definitions::move_inside(tx, (workspace, id), Some(into.id))?;
    definitions::remove(tx, (workspace, id))?;
    let entry = Entry::new(Action::DepartmentMerged)
        .on(Target::Department(id), gone.name.as_str())
        .with("into", into.name.as_str())
        .with("people", people);
    Ok(audit::record(tx, by.author(), entry)?)
}

fn other(tree: &Tree, id: DepartmentId, wished: DepartmentId) -> Result<&Department, EndError> {
    if wished == id {
        return Err(EndError::Itself);
    }
    tree.find(wished).ok_or(EndError::NoSuchDepartment)
}

/// Nobody is moved who holds more than who does it, whatever their state.
fn within_reach(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    gone: &Department,
) -> Result<(), EndError> {
    let above = members::beyond(tx, (by.workspace(), gone.id), by.holds())?;
    let Some(above) = above else {
        return Ok(());
    };
    within_ceiling(by.holds(), above.permissions).map_err(|ceiling| {
        let attempt = Attempt {
            on: Some((Target::Department(gone.id), gone.name.to_string())),
            tried: Tried::DeleteDepartment,
            roles: Vec::new(),
            limit: Limit::Ceiling,
        };
        by.refused(ceiling.weightiest(), attempt).into()
    })
}

fn refuse_a_crowd(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: DepartmentId,
) -> Result<(), EndError> {
    let there = members::members(tx, (by.workspace(), id), MOST_MOVED)?;
    if there.people() > MOST_MOVED {
        return Err(EndError::TooMany);
    }
    Ok(())
}
