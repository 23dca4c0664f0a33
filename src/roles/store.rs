pub(super) mod counts;
pub(super) mod definitions;
pub(super) mod holders;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::access::{BuiltinRole, Landing};
use crate::db::schema::{roles, user_roles};
use crate::db::{DbError, Read, Tx};
use crate::types::{RoleId, UserId, WorkspaceId};

macro_rules! rank {
    () => {
        "CASE roles.builtin WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 WHEN 'supervisor' THEN 2 \
         WHEN 'agent' THEN 4 ELSE 3 END"
    };
}

/// `Role::rank` in SQL.
const RANK: &str = rank!();

/// The order of roles in SQL: custom ones stand between supervisor and agent, the oldest first.
pub const HIGHEST_FIRST: &str = concat!(rank!(), ", roles.created_at, roles.id");

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
    for role in BuiltinRole::ALL {
        definitions::insert_permissions(tx, (workspace, ids.of(role)), role.permissions())?;
    }
    Ok(ids)
}

/// Where the highest of somebody's roles starts.
pub fn landing(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Landing>, DbError> {
    let text: Option<String> = user_roles::table
        .inner_join(
            roles::table.on(roles::workspace_id
                .eq(user_roles::workspace_id)
                .and(roles::id.eq(user_roles::role_id))),
        )
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.eq(user))
        .order(sql::<Integer>(HIGHEST_FIRST))
        .select(roles::landing)
        .first(read.connection())
        .optional()?;
    text.map(|text| definitions::landing(&text)).transpose()
}
