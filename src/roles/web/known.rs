use crate::access::{Actor, Permission, PermissionSet};
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::model::{Definer, Role};
use crate::roles::store::definitions;
use crate::roles::views::Editor;
use crate::roles::web::RoleForm;
use crate::types::{RoleId, Title};
use crate::ui::{FormErrors, Permit, Tick};

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

    /// A role that doesn't exist yet is nobody's.
    pub fn definer(&self, actor: &Actor, role: Option<RoleId>) -> Definer {
        Definer {
            holds: actor.permissions,
            has_the_role: role.is_some_and(|id| self.mine.contains(&id)),
        }
    }

    pub fn editor<'e>(
        &self,
        actor: &'e Actor,
        role: Option<RoleId>,
        (form, errors): (&'e RoleForm, &'e FormErrors),
    ) -> Editor<'e> {
        let shown = role.and_then(|id| self.role(id).ok());
        let may_write = actor.permissions.contains(Permission::WriteRoles);
        let is_editable = may_write && shown.is_none_or(|role| role.builtin.is_none());
        let before = shown.map_or(PermissionSet::EMPTY, Role::permissions);
        let permits = if is_editable {
            self.boxes((self.definer(actor, role), role), before, form)
        } else {
            self.marks(role, before)
        };
        Editor {
            actor,
            is_editable,
            permits,
            form,
            errors,
        }
    }

    /// To be ticked and unticked, as far as this person may. Ownership is no box that anybody ticks.
    fn boxes(
        &self,
        (definer, role): (Definer, Option<RoleId>),
        before: PermissionSet,
        form: &RoleForm,
    ) -> Vec<Permit> {
        let every = Permission::ALL.iter().copied();
        let tickable = every.filter(|permission| *permission != Permission::OwnWorkspace);
        let permit = |permission| {
            let (tick, held) = match definer.fixes(before, permission) {
                Some(why) => (Tick::Fixed(why), before.contains(permission)),
                None => (Tick::Free, form.ticks(permission)),
            };
            Permit {
                permission,
                held,
                tick,
                also_in: also_in(&self.roles, role, permission),
            }
        };
        tickable.map(permit).collect()
    }

    /// To be looked at.
    fn marks(&self, role: Option<RoleId>, held: PermissionSet) -> Vec<Permit> {
        let every = Permission::ALL.iter().copied();
        let permit = |permission| Permit {
            permission,
            held: held.contains(permission),
            tick: Tick::Shown,
            also_in: also_in(&self.roles, role, permission),
        };
        every.map(permit).collect()
    }
}

/// So many roles are named beside a permission; of the others it says how many they are.
const MOST_NAMED: usize = 6;

fn also_in(roles: &[Role], role: Option<RoleId>, permission: Permission) -> Vec<String> {
    let holding = |other: &&Role| other.permissions().contains(permission);
    let others = || {
        let others = roles.iter().filter(|other| Some(other.id) != role);
        others.filter(holding)
    };
    let mut names: Vec<String> = others()
        .take(MOST_NAMED)
        .map(|other| other.name().to_owned())
        .collect();
    let more = others().count() - names.len();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names
}
