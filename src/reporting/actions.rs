//! Who reports to whom from now on.

mod leaving;

use thiserror::Error;

use super::store::{self, Reporting};
use crate::access::{Alone, Refusal, Tried, rights::WriteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::types::{UserId, WorkspaceId};

pub use leaving::{come_back, hand_over, leave};

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
        // Choosing the same manager again says that it is right as it is. Nobody reports to anybody else
        // because of it, so the audit log has nothing to tell.
        return Ok(store::confirm(tx, (workspace, user))?);
    }
    let before = match now.manager {
        None => None,
        Some(manager) => people::somebody(tx, workspace, manager)?,
    };
    store::set_manager(tx, (workspace, user), (&now, manager))?;
    let entry = manager_changed(&person, before.as_ref(), next.as_ref());
    Ok(audit::record(tx, by.author(), entry)?)
}

fn manager_changed(
    person: &Somebody,
    before: Option<&Somebody>,
    after: Option<&Somebody>,
) -> Entry {
    let name = |somebody: Option<&Somebody>| somebody.map(|one| one.name.clone());
    let managers = before.into_iter().chain(after);
    Entry::new(Action::UserManagerChanged)
        .on(Target::User(person.id), &person.name)
        .mentioning(managers.map(|manager| manager.id))
        .changed(
            "manager",
            &name(before).unwrap_or_default(),
            &name(after).unwrap_or_default(),
        )
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
    let found = somebody_here(tx, by.workspace(), manager)?;
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

/// Who can have somebody below them.
fn somebody_here(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    manager: UserId,
) -> Result<Somebody, ReportError> {
    let found = people::somebody(tx, workspace, manager)?;
    let found = found.ok_or(ReportError::NoSuchManager)?;
    if found.is_inactive() {
        return Err(ReportError::ManagerInactive(found.name));
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

impl Reporting {
    /// Whether the count of their manager has them in it.
    pub(super) fn counts(&self) -> bool {
        !self.is_inactive
    }
}
