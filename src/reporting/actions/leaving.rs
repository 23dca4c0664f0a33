//! What becomes of the reports of who leaves, and of whoever comes back.

use super::{ReportError, manager_changed, somebody_here};
use crate::access::{Alone, Tried, rights::WriteUsers};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::people::{self, Somebody};
use crate::positions;
use crate::reporting::store::{self, leaving};
use crate::types::UserId;

/// What went from one manager to another.
struct Moved {
    people: i64,
    positions: usize,
}

/// Called before these people become inactive or are gone: whoever reports to them moves up to the next
/// who stays, and is marked. Who is inactive already is counted nowhere any more, and so refused.
pub fn leave<R>(tx: &mut Tx<'_>, by: &Alone<R>, people: &[UserId]) -> Result<(), DbError> {
    let workspace = by.workspace();
    if leaving::has_left(tx, workspace, people)? {
        return Err(DbError::Misuse("somebody leaves who has left already"));
    }
    leaving::take_from_their_managers(tx, workspace, people)?;
    let mut entries = Vec::new();
    for one in leaving::with_reports(tx, workspace, people)? {
        let next = leaving::next_above(tx, (workspace, one.id), people)?;
        let moved = Moved {
            people: leaving::move_up(tx, (workspace, one.id), (next, people))?,
            positions: positions::move_up(tx, (workspace, one.id), next)?,
        };
        let manager = match next {
            None => None,
            Some(next) => people::somebody(tx, workspace, next)?,
        };
        entries.extend(moved.told((one.id, &one.name), manager.as_ref()));
    }
    audit::record_all(tx, by.author(), entries)
}

/// Called before somebody inactive becomes active again: they are among the reports of their manager once
/// more or, where that one has left too, of the nearest above who is here, and are marked then.
pub fn come_back<R>(tx: &mut Tx<'_>, by: &Alone<R>, user: UserId) -> Result<(), DbError> {
    let workspace = by.workspace();
    let person = people::somebody(tx, workspace, user)?.filter(Somebody::is_inactive);
    let person = person.ok_or(DbError::Misuse("somebody comes back who hasn't left"))?;
    let before = store::reporting(tx, (workspace, user))?.and_then(|now| now.manager);
    let after = leaving::nearest_here(tx, (workspace, user))?;
    if let Some(manager) = after {
        store::count(tx, (workspace, manager), 1)?;
    }
    if before == after {
        return Ok(());
    }
    leaving::mark_below(tx, (workspace, user), after)?;
    let mut called = |user: Option<UserId>| match user {
        None => Ok(None),
        Some(user) => people::somebody(tx, workspace, user),
    };
    let (before, after) = (called(before)?, called(after)?);
    let entry = manager_changed(&person, before.as_ref(), after.as_ref());
    audit::record(tx, by.author(), entry)
}

/// Everybody who reports to `from`, and every position planned below them, is below `to` from now on. If
/// `to` is below `from`, they report to whom `from` reports first, so that nobody ends up below themselves.
pub fn hand_over(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    from: UserId,
    to: UserId,
) -> Result<(), ReportError> {
    let workspace = by.workspace();
    let leaves = people::somebody(tx, workspace, from)?.ok_or(ReportError::Nobody)?;
    if from == to {
        return Err(ReportError::Themselves);
    }
    let takes = somebody_here(tx, workspace, to)?;
    let holds = (workspace, by.holds());
    let above = people::beyond(tx, holds, people::BELOW, from.as_uuid())?;
    if let Some(above) = above {
        above.within_reach(by, Tried::EditPerson)?;
    }
    if store::path_up(tx, workspace, to)?.contains(&from) {
        take_their_place(tx, by, &leaves, &takes)?;
    }
    let moved = Moved {
        people: leaving::hand_over(tx, (workspace, from), to)?,
        positions: positions::move_up(tx, (workspace, from), Some(to))?,
    };
    let entries = moved.told((from, &leaves.name), Some(&takes));
    Ok(audit::record_all(
        tx,
        by.author(),
        entries.into_iter().collect(),
    )?)
}

/// Nobody chose this manager for them, so they are marked.
fn take_their_place(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    leaves: &Somebody,
    takes: &Somebody,
) -> Result<(), ReportError> {
    takes.within_reach(by, Tried::EditPerson)?;
    let workspace = by.workspace();
    let place = store::reporting(tx, (workspace, leaves.id))?.ok_or(ReportError::Nobody)?;
    let now = store::reporting(tx, (workspace, takes.id))?.ok_or(ReportError::Nobody)?;
    store::set_manager(tx, (workspace, takes.id), (&now, place.manager))?;
    leaving::mark_below(tx, (workspace, takes.id), place.manager)?;
    let mut called = |user: Option<UserId>| match user {
        None => Ok(None),
        Some(user) => people::somebody(tx, workspace, user),
    };
    let (before, after) = (called(now.manager)?, called(place.manager)?);
    let entry = manager_changed(takes, before.as_ref(), after.as_ref());
    Ok(audit::record(tx, by.author(), entry)?)
}

impl Moved {
    /// Nothing where nothing moved.
    fn told(&self, (from, name): (UserId, &str), to: Option<&Somebody>) -> Option<Entry> {
        if self.people == 0 && self.positions == 0 {
            return None;
        }
        let mut entry = Entry::new(Action::UserReportsMoved)
            .on(Target::User(from), name)
            .with("people", self.people);
        if self.positions > 0 {
            entry = entry.with("positions", self.positions);
        }
        Some(match to {
            Some(manager) => entry
                .with("manager", manager.name.as_str())
                .mentioning([manager.id]),
            None => entry,
        })
    }
}
