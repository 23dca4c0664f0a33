use thiserror::Error;

use super::store::{self, Reporting};
use crate::access::{Alone, Refusal, Tried, Unproved, rights::WriteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::positions;
use crate::types::UserId;

/// Nobody is put below more people than these, one above the other.
const MOST_ABOVE: usize = 500;

#[derive(Debug, Error)]
pub enum ReportError {
    #[error("There is no such person.")]
    Nobody,
    #[error("There is no such person here. Choose again.")]
    NoSuchManager,
    #[error("{0} was deactivated, so nobody can report to them.")]
    ManagerInactive(String),
    #[error("Nobody reports to themselves.")]
    Themselves,
    #[error(
        "{manager} reports to {person}, directly or through others, so {person} can't report to {manager}."
    )]
    Loop { person: String, manager: String },
    #[error("Too many people stand above {0} one after the other. Choose somebody higher up.")]
    TooDeep(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody reports to `manager` from now on, or to nobody. The workspace's lock keeps two such changes
/// apart, so that they can't close a loop together.
pub fn set_manager(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    manager: Option<UserId>,
) -> Result<(), ReportError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.ok_or(ReportError::Nobody)?;
    person.within_reach(by, Tried::EditPerson)?;
    let now = store::reporting(tx, (workspace, user))?.ok_or(ReportError::Nobody)?;
    let next = match manager {
        None => None,
        Some(manager) => Some(above(tx, by, &person, manager)?),
    };
    if now.manager == manager {
        // Choosing the same manager again says that it is right as it is.
        return Ok(store::confirm(tx, (workspace, user))?);
    }
    let before = match now.manager {
        None => None,
        Some(manager) => people::somebody(tx, workspace, manager)?,
    };
    store::set_manager(tx, (workspace, user), (&now, manager))?;
    let name = |somebody: Option<&Somebody>| somebody.map(|one| one.name.clone());
    let entry = Entry::new(Action::UserManagerChanged)
        .on(Target::User(user), &person.name)
        .changed(
            "manager",
            &name(before.as_ref()).unwrap_or_default(),
            &name(next.as_ref()).unwrap_or_default(),
        );
    Ok(audit::record(tx, by.author(), entry)?)
}

fn above(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    person: &Somebody,
    manager: UserId,
) -> Result<Somebody, ReportError> {
    if manager == person.id {
        return Err(ReportError::Themselves);
    }
    let found = people::somebody(tx, by.workspace(), manager)?;
    let found = found.ok_or(ReportError::NoSuchManager)?;
    if found.is_inactive() {
        return Err(ReportError::ManagerInactive(found.name));
    }
    let above = store::path_up(tx, by.workspace(), manager)?;
    if above.len() >= MOST_ABOVE {
        return Err(ReportError::TooDeep(found.name));
    }
    if above.contains(&person.id) {
        return Err(ReportError::Loop {
            person: person.name.clone(),
            manager: found.name,
        });
    }
    Ok(found)
}

/// People who have just been invited and reported to nobody so far, into a seat below `manager`.
pub fn place<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    newcomers: &[UserId],
    manager: UserId,
) -> Result<(), DbError> {
    store::place(tx, by.workspace(), newcomers, manager)
}

/// Before these people go, whoever reports to them moves up to the next who stays, and is marked.
pub fn leave<R>(tx: &mut Tx<'_>, by: &Alone<R>, people: &[UserId]) -> Result<(), DbError> {
    let workspace = by.workspace();
    store::take_from_their_managers(tx, workspace, people)?;
    let mut entries = Vec::new();
    for leaving in store::with_reports(tx, workspace, people)? {
        let next = store::next_above(tx, (workspace, leaving.id), people)?;
        let moved = store::move_up(tx, (workspace, leaving.id), (next, people))?;
        positions::move_up(tx, (workspace, leaving.id), next)?;
        let manager = match next {
            None => None,
            Some(next) => people::somebody(tx, workspace, next)?,
        };
        let entry = Entry::new(Action::UserReportsMoved)
            .on(Target::User(leaving.id), &leaving.name)
            .with("people", moved);
        entries.push(match manager {
            Some(manager) => entry.with("manager", manager.name),
            None => entry,
        });
    }
    audit::record_all(tx, by.author(), entries)
}

impl Reporting {
    /// Whether the count of their manager has them in it.
    pub(super) fn counts(&self) -> bool {
        !self.is_inactive
    }
}
