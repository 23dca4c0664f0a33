//! What somebody wants done with a file.

use thiserror::Error;

use super::parts::{Pass, payload};
use super::{APPLY, CHECK};
use crate::access::{Actor, Alone, Unproved, rights::InviteUsers, within_ceiling};
use crate::db::{DbError, Read, Tx};
use crate::imports::model::{MappingError, Outcome, mapping};
use crate::imports::store::files::{self, Import, Said};
use crate::imports::store::{forgetting, told};
use crate::jobs::{self, State};
use crate::roles;
use crate::types::{ImportId, JobId, RoleId, WorkspaceId};

/// What a file's columns are, and what is done for who is new.
#[derive(Clone, Debug)]
pub(in crate::imports) struct Asked {
    /// A word for each column.
    pub columns: Vec<String>,
    pub is_sent: bool,
    /// Its id, or nothing.
    pub role: String,
}

#[derive(Debug, Error)]
pub(in crate::imports) enum StartError {
    #[error("There is no such file.")]
    Unknown,
    #[error("{0}")]
    Mapping(MappingError),
    #[error("Choose a role. The one you chose is gone, or holds more than you do.")]
    NoSuchRole,
    #[error("Another file is being worked on. Try again once that is done.")]
    Busy,
    #[error("This file is being worked on. Wait until that is done.")]
    Working,
    #[error("Check this file first.")]
    Unchecked,
    #[error("This file was applied already. Check it again to see what is left.")]
    Applied,
    #[error("There is nothing to do.")]
    Nothing,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What would come of it, in the background.
pub(in crate::imports) fn check(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ImportId,
    asked: &Asked,
) -> Result<(), StartError> {
    let (by, import) = own(tx, actor, id)?;
    is_idle(tx, &import)?;
    let meanings = mapping(&asked.columns, import.head.len()).map_err(StartError::Mapping)?;
    let said = Said {
        meanings: &meanings,
        is_sent: asked.is_sent,
        role: role(tx, &by, &asked.role)?,
    };
    let passes = [Pass::Read, Pass::Link, Pass::Judge];
    let parts = passes.iter().flat_map(|pass| pass.parts(import.rows));
    let rows = usize::try_from(import.rows).unwrap_or_default();
    let job = jobs::Asked {
        kind: CHECK,
        payload: payload(id),
        parts: parts.collect(),
        total: rows * passes.len(),
    };
    let job = jobs::ask(tx, &by, &job)?.ok_or(StartError::Busy)?;
    Ok(files::understand(tx, (by.workspace(), id), &said, job)?)
}

/// What was foreseen, and nothing else.
pub(in crate::imports) fn apply(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ImportId,
) -> Result<(), StartError> {
    let (by, import) = own(tx, actor, id)?;
    is_idle(tx, &import)?;
    if import.apply_job.is_some() {
        return Err(StartError::Applied);
    }
    let workspace = by.workspace();
    if state(tx, workspace, (CHECK, import.check_job))? != Some(State::Done) {
        return Err(StartError::Unchecked);
    }
    let counts = told::counts(tx, (workspace, id))?;
    if counts.of(Outcome::Create) + counts.of(Outcome::Change) == 0 {
        return Err(StartError::Nothing);
    }
    let managers = told::managers(tx, (workspace, id))?;
    let managers = i32::try_from(managers).unwrap_or(i32::MAX);
    let mut parts = Pass::People.parts(import.rows);
    parts.extend(Pass::Managers.parts(managers));
    let job = jobs::Asked {
        kind: APPLY,
        payload: payload(id),
        parts,
        total: usize::try_from(import.rows + managers).unwrap_or_default(),
    };
    let job = jobs::ask(tx, &by, &job)?.ok_or(StartError::Busy)?;
    Ok(files::apply_by(tx, (workspace, id), job)?)
}

/// With all that is known of it. What was done stays.
pub(in crate::imports) fn remove(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ImportId,
) -> Result<(), StartError> {
    let (by, import) = own(tx, actor, id)?;
    is_idle(tx, &import)?;
    Ok(forgetting::remove(tx, (by.workspace(), id))?)
}

fn own(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ImportId,
) -> Result<(Alone<InviteUsers>, Import), StartError> {
    let by: Alone<InviteUsers> = tx.prove_alone(actor)?;
    let import = files::lock(tx, (by.workspace(), actor.user), id)?;
    Ok((by, import.ok_or(StartError::Unknown)?))
}

fn is_idle(read: &mut Read<'_>, import: &Import) -> Result<(), StartError> {
    for job in [(CHECK, import.check_job), (APPLY, import.apply_job)] {
        let state = state(read, import.workspace, job)?;
        if state.is_some_and(|state| !state.is_over()) {
            return Err(StartError::Working);
        }
    }
    Ok(())
}

fn state(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, job): (&'static str, Option<JobId>),
) -> Result<Option<State>, DbError> {
    let Some(job) = job else {
        return Ok(None);
    };
    let found = jobs::find(read, workspace, (kind, job))?;
    Ok(found.map(|job| job.state))
}

/// One that may be given. Ownership isn't given to many.
fn role(
    read: &mut Read<'_>,
    by: &Alone<InviteUsers>,
    said: &str,
) -> Result<Option<RoleId>, StartError> {
    if said.is_empty() {
        return Ok(None);
    }
    let all = roles::all(read, by.workspace())?;
    let mut offered = all
        .iter()
        .filter(|role| !role.is_owner() && within_ceiling(by.holds(), role.permissions()).is_ok());
    let role = offered.find(|role| role.id.to_string() == said);
    role.map(|role| Some(role.id)).ok_or(StartError::NoSuchRole)
}
