//! Who stands where, as the rows say it.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Uuid as SqlUuid};
use muster::db::schema::{user_roles, users};
use muster::types::{RoleId, UserId};

use super::Workspace;

/// A workspace's owners: the number that is kept, and those that there are.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
pub struct Owners {
    #[diesel(sql_type = Integer)]
    pub counted: i32,
    #[diesel(sql_type = BigInt)]
    pub active: i64,
}

impl Workspace<'_> {
    pub fn owners(&self) -> Owners {
        sql_query(
            "SELECT active_owners AS counted, (
                 SELECT count(DISTINCT users.id)
                 FROM users
                 JOIN user_roles ON user_roles.user_id = users.id
                 JOIN roles ON roles.id = user_roles.role_id
                 WHERE users.workspace_id = $1 AND users.status = 'active'
                     AND roles.builtin = 'owner'
             ) AS active
             FROM workspaces WHERE id = $1",
        )
        .bind::<SqlUuid, _>(self.id)
        .get_result(&mut self.app.database.connection())
        .unwrap()
    }

    pub fn roles_of(&self, user: UserId) -> Vec<RoleId> {
        user_roles::table
            .filter(user_roles::workspace_id.eq(self.id))
            .filter(user_roles::user_id.eq(user))
            .order(user_roles::role_id)
            .select(user_roles::role_id)
            .load(&mut self.app.database.connection())
            .unwrap()
    }

    /// Behind Muster's back: nothing is counted and nobody is signed out.
    pub fn set_status(&self, user: UserId, status: &str) {
        diesel::update(users::table.find((self.id, user)))
            .set(users::status.eq(status))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }
}
