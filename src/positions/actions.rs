use thiserror::Error;

use super::model::{MOST_POSITIONS, Plan, Position, Wish};
use super::store;
use crate::access::{Alone, Granted, Unproved, rights::WriteTeams};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::types::{PositionId, UserId};
use crate::{departments, people};

#[derive(Debug, Error)]
pub(super) enum PlanError {
    #[error("There is no such position.")]
    Missing,
    #[error("There is no such person here. Choose again.")]
    NoSuchManager,
    #[error("{0} was deactivated, so nobody can report to them.")]
    ManagerInactive(String),
    #[error("There is no such department here. Choose again.")]
    NoSuchDepartment,
    #[error(
        "At most {MOST_POSITIONS} positions are planned at once. Remove one that isn't needed."
    )]
    TooMany,
    #[error(
        "Somebody changed this position meanwhile. Your changes are still here. Look through them before you save, because what you save replaces theirs."
    )]
    ChangedMeanwhile,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A seat that nobody has yet.
pub(super) fn plan(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    wish: &Wish,
) -> Result<PositionId, PlanError> {
    let plan = wish.over(None);
    let words = words(tx, by, &plan)?;
    if store::count(tx, by.workspace())? >= MOST_POSITIONS {
        return Err(PlanError::TooMany);
    }
    let id = store::insert(tx, by.workspace(), &plan)?;
    let entry = Entry::new(Action::PositionPlanned)
        .on(Target::Position(id), plan.title.as_str())
        .mentioning(plan.manager)
        .with("manager", words.manager)
        .with("department", words.department);
    audit::record(tx, by.author(), entry)?;
    Ok(id)
}

pub(super) fn change(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: PositionId,
    wish: &Wish,
) -> Result<(), PlanError> {
    let position = still_planned(tx, by, id)?;
    if wish.seen.is_some_and(|seen| seen != position.version) {
        return Err(PlanError::ChangedMeanwhile);
    }
    let before = position.plan();
    let plan = wish.over(Some(&before));
    if before == plan {
        return Ok(());
    }
    let after_words = words(tx, by, &plan)?;
    let before_words = Words::of(tx, by, &before)?;
    store::update(tx, (by.workspace(), id), &plan)?;
    let entry = Entry::new(Action::PositionChanged)
        .on(Target::Position(id), before.title.as_str())
        .changed("title", before.title.as_str(), plan.title.as_str())
        .mentioning(before.manager.into_iter().chain(plan.manager))
        .changed("manager", &before_words.manager, &after_words.manager)
        .changed(
            "department",
            &before_words.department,
            &after_words.department,
        );
    Ok(audit::record(tx, by.author(), entry)?)
}

/// It was planned, and isn't any more.
pub(super) fn remove(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: PositionId,
) -> Result<(), PlanError> {
    let position = still_planned(tx, by, id)?;
    store::remove(tx, (by.workspace(), id))?;
    let entry =
        Entry::new(Action::PositionRemoved).on(Target::Position(id), position.title.as_str());
    Ok(audit::record(tx, by.author(), entry)?)
}

/// One that somebody was invited into is theirs to fill, and planned no more unless they don't come.
fn still_planned(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: PositionId,
) -> Result<Position, PlanError> {
    let position = store::find(tx, by.workspace(), id)?;
    position
        .filter(|position| position.invited.is_none())
        .ok_or(PlanError::Missing)
}

/// What its manager and its department are called.
struct Words {
    manager: String,
    department: String,
}

impl Words {
    fn of<R>(tx: &mut Tx<'_>, by: &Granted<R>, plan: &Plan) -> Result<Self, DbError> {
        let manager = match plan.manager {
            None => None,
            Some(manager) => people::somebody(tx, by.workspace(), manager)?,
        };
        let departments = departments::all(tx, by.workspace())?;
        let department = departments
            .iter()
            .find(|one| Some(one.id) == plan.department);
        Ok(Self {
            manager: manager.map(|manager| manager.name).unwrap_or_default(),
            department: department
                .map(|one| one.name.to_string())
                .unwrap_or_default(),
        })
    }
}

/// The same for a plan that isn't believed yet.
fn words(tx: &mut Tx<'_>, by: &Alone<WriteTeams>, plan: &Plan) -> Result<Words, PlanError> {
    if let Some(manager) = plan.manager {
        let found = people::somebody(tx, by.workspace(), manager)?;
        let found = found.ok_or(PlanError::NoSuchManager)?;
        if found.is_inactive() {
            return Err(PlanError::ManagerInactive(found.name));
        }
    }
    let words = Words::of(tx, by, plan)?;
    if plan.department.is_some() && words.department.is_empty() {
        return Err(PlanError::NoSuchDepartment);
    }
    Ok(words)
}

#[derive(Debug, Error)]
pub enum FillError {
    #[error("Somebody else was invited into this position meanwhile, or it was removed.")]
    Gone,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody is invited into it. It is theirs until they come, or don't.
pub fn fill<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    id: PositionId,
    user: UserId,
) -> Result<Position, FillError> {
    store::fill(tx, (by.workspace(), id), user)?.ok_or(FillError::Gone)
}
