mod settings;

pub(super) use settings::{SettingsError, Wish, change as change_settings};
use thiserror::Error;

use super::store;
use crate::access::{Alone, BuiltinRole, Granted, PasswordHash, rights::OwnWorkspace};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::roles;
use crate::seats::Plan;
use crate::types::{EmailAddress, PersonName, Slug, Title, UserId};
use crate::users::{self, NewActiveUser, PasswordBy};

pub struct NewWorkspace {
    pub slug: Slug,
    pub name: Title,
    pub owner: FirstOwner,
}

pub struct FirstOwner {
    pub email: EmailAddress,
    pub name: PersonName,
    pub password_hash: PasswordHash,
}

#[derive(Debug, Error)]
pub enum CreateError {
    #[error("The address \"{0}\" is taken.")]
    SlugTaken(Slug),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A workspace, its four roles and its first owner, or none of it. The new workspace's id is the
/// one that the proof is for.
pub fn create(
    tx: &mut Tx<'_>,
    by: &Granted<OwnWorkspace>,
    new: &NewWorkspace,
) -> Result<UserId, CreateError> {
    let id = by.workspace();
    store::one_at_a_time(tx)?;
    store::insert(tx, id, new).map_err(|error| {
        if error.is_duplicate_of("workspace_slugs_pkey") {
            CreateError::SlugTaken(new.slug.clone())
        } else {
            error.into()
        }
    })?;
    let roles = roles::insert_builtin(tx, id)?;
    let owner = users::insert_active(
        tx,
        id,
        &NewActiveUser {
            email: &new.owner.email,
            full_name: &new.owner.name,
            display_name: None,
            password_hash: &new.owner.password_hash,
            password_by: PasswordBy::Themselves,
            role: roles.of(BuiltinRole::Owner),
            top_role_rank: BuiltinRole::Owner.rank(),
        },
    )?;
    let entries = vec![
        Entry::new(Action::WorkspaceCreated)
            .on(Target::Workspace(id), new.name.as_str())
            .with("slug", new.slug.as_str()),
        Entry::new(Action::UserCreated)
            .on(Target::User(owner), new.owner.name.as_str())
            .with("email", new.owner.email.typed())
            .with("role", BuiltinRole::Owner.name()),
    ];
    audit::record_all(tx, by.author(), entries)?;
    Ok(owner)
}

/// A smaller plan ejects nobody.
pub fn set_plan(tx: &mut Tx<'_>, by: &Alone<OwnWorkspace>, plan: Plan) -> Result<(), DbError> {
    let before = store::plan(tx, by.workspace())?;
    store::set_plan(tx, by.workspace(), plan)?;
    let entry = Entry::new(Action::WorkspacePlanChanged)
        .on(Target::Workspace(by.workspace()), &before.name)
        .changed("plan", &before.plan, plan.as_str());
    audit::record(tx, by.author(), entry)
}
