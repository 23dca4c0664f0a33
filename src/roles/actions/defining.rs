//! Making roles and changing what they are.

use thiserror::Error;

use crate::access::{
    Alone, Attempt, Granted, Limit, PasswordFirst, Permission, Refusal, Tried, Unproved,
    rights::WriteRoles,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::roles::model::{Beyond, Definer, Definition, MOST_ROLES, Role, Undefinable, Wish};
use crate::roles::store::{counts, definitions as store};
use crate::types::{RoleId, WorkspaceId};

#[derive(Debug, Error)]
pub(in crate::roles) enum DefineError {
    #[error("There is no such role.")]
    Missing,
    #[error("{0}")]
    Undefinable(Undefinable),
    #[error("Another role has this name.")]
    NameTaken,
    #[error("A workspace has at most {MOST_ROLES} roles. Delete one that nobody needs.")]
    TooMany,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(DbError),
}

impl DefineError {
    /// Nothing is wrong with the wish but what somebody else did meanwhile.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Undefinable(Undefinable::ChangedMeanwhile))
    }
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
    wish: &Wish,
) -> Result<RoleId, DefineError> {
    let definer = Definer {
        holds: by.holds(),
        has_the_role: false,
    };
    let new = definer
        .defined(wish)
        .map_err(|why| unfulfilled(by, why, None, wish))?;
    by.typed_password_lately()?;
    if store::count(tx, by.workspace())? >= MOST_ROLES {
        return Err(DefineError::TooMany);
    }
    let id = store::insert(tx, by.workspace(), &new)?;
    let entry = Entry::new(Action::RoleCreated)
        .on(Target::Role(id), new.name.as_str())
        .with("description", new.description.as_str())
        .with("permissions", texts(&new))
        .with("landing", new.landing.as_str());
    audit::record(tx, by.author(), entry)?;
    Ok(id)
}

/// Everything about a role at once.
pub(in crate::roles) fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<WriteRoles>,
    id: RoleId,
    wish: &Wish,
) -> Result<(), DefineError> {
    let all = store::all(tx, by.workspace())?;
    let role = all.iter().find(|role| role.id == id);
    let role = role.ok_or(DefineError::Missing)?;
    let definer = definer(tx, by, id)?;
    let after = role
        .redefined(definer, wish)
        .map_err(|why| unfulfilled(by, why, Some(role), wish))?;
    if after == role.definition {
        return Ok(());
    }
    spares_who_holds_more(tx, (by.workspace(), definer), &all, (role, &after))?
        .map_err(|beyond| unfulfilled(by, beyond.into(), Some(role), wish))?;
    by.typed_password_lately()?;
    store::update(tx, (by.workspace(), id), &after)?;
    Ok(audit::record(tx, by.author(), changed(role, &after))?)
}

/// Whether nobody above who defines it would lose anything.
pub(in crate::roles) fn spares_who_holds_more(
    read: &mut Read<'_>,
    (workspace, definer): (WorkspaceId, Definer),
    all: &[Role],
    (role, after): (&Role, &Definition),
) -> Result<Result<(), Beyond>, DbError> {
    if !definer.could_take_from_above(role.permissions(), after.permissions) {
        return Ok(Ok(()));
    }
    let with_it = counts::alike(read, (workspace, role.id), counts::Who::Everybody)?;
    Ok(definer.takes_from_nobody_above(all, (role, after.permissions), &with_it))
}

/// What goes beyond its author's rights is refused; the rest is said by the form.
fn unfulfilled(
    by: &Granted<WriteRoles>,
    why: Undefinable,
    role: Option<&Role>,
    wish: &Wish,
) -> DefineError {
    let Undefinable::Beyond(beyond) = why else {
        return DefineError::Undefinable(why);
    };
    let (on, roles) = match role {
        None => (None, vec![wish.name.to_string()]),
        Some(role) => {
            let on = (Target::Role(role.id), role.name().to_owned());
            (Some(on), Vec::new())
        }
    };
    let tried = match (&on, &beyond) {
        (None, _) => Tried::MakeRole,
        (Some(_), Beyond::FromAbove(_)) => Tried::ChangeRole,
        (Some(_), _) => Tried::AddToRole,
    };
    let (permission, limit) = match beyond {
        Beyond::Ceiling(ceiling) | Beyond::FromAbove(ceiling) => {
            (ceiling.weightiest(), Limit::Ceiling)
        }
        Beyond::OwnRole(added) => {
            let first = added.iter().next();
            (first.unwrap_or(Permission::WriteRoles), Limit::OwnRole)
        }
    };
    let attempt = Attempt {
        on,
        tried,
        roles,
        limit,
    };
    by.refused(permission, attempt).into()
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

fn definer(tx: &mut Tx<'_>, by: &Granted<WriteRoles>, role: RoleId) -> Result<Definer, DbError> {
    let has_the_role = match by.author().person() {
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
