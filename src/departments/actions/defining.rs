//! Making departments and changing what they are called, where they stand and who heads them.

use thiserror::Error;

use crate::access::{Alone, Target, Unproved, rights::WriteTeams};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Read, Tx};
use crate::departments::model::{Definition, Department, MOST_DEPARTMENTS, Misplaced, Tree, Wish};
use crate::departments::store::definitions as store;
use crate::people::{self, Somebody};
use crate::types::{DepartmentId, UserId, WorkspaceId};

#[derive(Debug, Error)]
pub(in crate::departments) enum DefineError {
    #[error("There is no such department.")]
    Missing,
    #[error("Another department has this name.")]
    NameTaken,
    #[error("A workspace has at most {MOST_DEPARTMENTS} departments. Delete or merge one first.")]
    TooMany,
    #[error("{0}")]
    Misplaced(#[from] Misplaced),
    #[error("There is no such person here. Choose again.")]
    NoSuchHead,
    #[error("{0} was deactivated, so can't head a department.")]
    HeadInactive(String),
    #[error(
        "Somebody changed this department meanwhile. Your changes are still here. Look through them before you save, because what you save replaces theirs."
    )]
    ChangedMeanwhile,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DefineError {
    fn from(error: DbError) -> Self {
        if error.is_duplicate_of("departments_name_unique") {
            Self::NameTaken
        } else {
            Self::Db(error)
        }
    }
}

/// A new department, in which nobody is yet.
pub(in crate::departments) fn create(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    wish: &Wish,
) -> Result<DepartmentId, DefineError> {
    let workspace = by.workspace();
    if store::count(tx, workspace)? >= MOST_DEPARTMENTS {
        return Err(DefineError::TooMany);
    }
    let new = wish.defined();
    let tree = Tree::of(store::all(tx, workspace)?);
    if let Some(parent) = new.parent {
        tree.may_hold(None, parent)?;
    }
    let head = head(tx, workspace, (None, new.head))?;
    let id = store::insert(tx, workspace, &new)?;
    let entry = Entry::new(Action::DepartmentCreated)
        .on(Target::Department(id), new.name.as_str())
        .with("parent", called(&tree, new.parent))
        .mentioning(new.head)
        .with("head", head.map(|head| head.name).unwrap_or_default());
    audit::record(tx, by.author(), entry)?;
    Ok(id)
}

/// Everything about a department at once. Two who move departments come one after the other, so that
/// they can't put each into the other.
pub(in crate::departments) fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    id: DepartmentId,
    wish: &Wish,
) -> Result<(), DefineError> {
    let workspace = by.workspace();
    let tree = Tree::of(store::all(tx, workspace)?);
    let before = tree.find(id).ok_or(DefineError::Missing)?;
    if wish.seen.is_some_and(|seen| seen != before.version) {
        return Err(DefineError::ChangedMeanwhile);
    }
    let after = wish.redefined(before);
    if after == before.definition() {
        return Ok(());
    }
    if let Some(parent) = after.parent.filter(|_| after.parent != before.parent) {
        tree.may_hold(Some(id), parent)?;
    }
    head(tx, workspace, (before.head, after.head))?;
    let entry = changed(tx, (workspace, &tree), before, &after)?;
    store::update(tx, (workspace, id), &after)?;
    Ok(audit::record(tx, by.author(), entry)?)
}

/// Whoever heads it already may stay, whatever has become of them.
fn head(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (before, after): (Option<UserId>, Option<UserId>),
) -> Result<Option<Somebody>, DefineError> {
    let Some(wished) = after.filter(|_| after != before) else {
        return Ok(None);
    };
    let found = people::somebody(read, workspace, wished)?;
    let found = found.ok_or(DefineError::NoSuchHead)?;
    if found.is_inactive() {
        return Err(DefineError::HeadInactive(found.name));
    }
    Ok(Some(found))
}

fn changed(
    read: &mut Read<'_>,
    (workspace, tree): (WorkspaceId, &Tree),
    before: &Department,
    after: &Definition,
) -> Result<Entry, DbError> {
    let mut name = |head: Option<UserId>| match head {
        None => Ok(String::new()),
        Some(head) => {
            let found = people::somebody(read, workspace, head)?;
            Ok::<_, DbError>(found.map(|head| head.name).unwrap_or_default())
        }
    };
    Ok(Entry::new(Action::DepartmentChanged)
        .on(Target::Department(before.id), before.name.as_str())
        .changed("name", before.name.as_str(), after.name.as_str())
        .changed(
            "parent",
            &called(tree, before.parent),
            &called(tree, after.parent),
        )
        .changed("head", &name(before.head)?, &name(after.head)?)
        .mentioning(before.head.into_iter().chain(after.head)))
}

fn called(tree: &Tree, id: Option<DepartmentId>) -> String {
    let found = id.and_then(|id| tree.find(id));
    found.map(|one| one.name.to_string()).unwrap_or_default()
}
