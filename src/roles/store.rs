use diesel::prelude::*;

use crate::access::BuiltinRole;
use crate::db::schema::{role_permissions, roles};
use crate::db::{DbError, Tx};
use crate::types::{RoleId, WorkspaceId};

/// The ids of a workspace's four built-in roles.
pub struct BuiltinRoles {
    owner: RoleId,
    admin: RoleId,
    supervisor: RoleId,
    agent: RoleId,
}

impl BuiltinRoles {
    pub fn of(&self, role: BuiltinRole) -> RoleId {
        match role {
            BuiltinRole::Owner => self.owner,
            BuiltinRole::Admin => self.admin,
            BuiltinRole::Supervisor => self.supervisor,
            BuiltinRole::Agent => self.agent,
        }
    }
}

/// For a workspace that is being made.
pub fn insert_builtin(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<BuiltinRoles, DbError> {
    let ids = BuiltinRoles {
        owner: RoleId::new(),
        admin: RoleId::new(),
        supervisor: RoleId::new(),
        agent: RoleId::new(),
    };
    let now = tx.now()?;
    let rows: Vec<_> = BuiltinRole::ALL
        .iter()
        .map(|role| {
            (
                roles::workspace_id.eq(workspace),
                roles::id.eq(ids.of(*role)),
                roles::name.eq(role.name()),
                roles::name_key.eq(role.as_str()),
                roles::description.eq(role.description()),
                roles::builtin.eq(role.as_str()),
                roles::landing.eq(role.landing().as_str()),
                roles::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(roles::table)
        .values(rows)
        .execute(tx.connection())?;
    let permissions: Vec<_> = BuiltinRole::ALL
        .iter()
        .flat_map(|role| {
            role.permissions()
                .iter()
                .map(|permission| (ids.of(*role), permission))
        })
        .map(|(role, permission)| {
            (
                role_permissions::workspace_id.eq(workspace),
                role_permissions::role_id.eq(role),
                role_permissions::permission.eq(permission.as_str()),
            )
        })
        .collect();
    diesel::insert_into(role_permissions::table)
        .values(permissions)
        .execute(tx.connection())?;
    Ok(ids)
}
