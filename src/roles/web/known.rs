use crate::access::Actor;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::model::{Definer, Role};
use crate::roles::store::definitions;
use crate::roles::views::Editor;
use crate::roles::web::RoleForm;
use crate::types::{RoleId, Title};
use crate::ui::FormErrors;

/// What a role's page needs to know.
pub(super) struct Known {
    pub roles: Vec<Role>,
    /// The actor's own.
    pub mine: Vec<RoleId>,
}

impl Known {
    pub async fn by(db: &Db, actor: &Actor) -> Result<Self, AppError> {
        let (workspace, user) = (actor.workspace.id, actor.user);
        let reading = db.read(move |read| {
            let mine = definitions::of_user(read, workspace, user)?;
            Ok::<_, DbError>(Self {
                roles: definitions::all(read, workspace)?,
                mine: mine.iter().map(|role| role.id).collect(),
            })
        });
        Ok(reading.await?)
    }

    pub fn role(&self, id: RoleId) -> Result<&Role, AppError> {
        let found = self.roles.iter().find(|role| role.id == id);
        found.ok_or(AppError::NotFound)
    }

    pub fn has_other(&self, id: RoleId, name: &Title) -> bool {
        let mut others = self.roles.iter().filter(|role| role.id != id);
        others.any(|other| other.definition.name.key() == name.key())
    }

    pub fn definer(&self, actor: &Actor, id: RoleId) -> Definer {
        Definer {
            holds: actor.permissions,
            has_the_role: self.mine.contains(&id),
        }
    }

    pub fn editor<'e>(
        &'e self,
        actor: &'e Actor,
        role: Option<RoleId>,
        (form, errors): (&'e RoleForm, &'e FormErrors),
    ) -> Editor<'e> {
        Editor {
            actor,
            roles: &self.roles,
            form,
            errors,
            has_the_role: role.is_some_and(|id| self.mine.contains(&id)),
        }
    }
}
