//! Who stands where, as the rows say it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text, Uuid as SqlUuid};
use muster::db::schema::{user_roles, users};
use muster::types::{RoleId, UserId};

use super::{TestApp, Workspace};

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
        recount(&mut self.app.database.connection());
    }

    /// Until they say otherwise.
    pub fn set_away(&self, user: UserId) {
        diesel::update(users::table.find((self.id, user)))
            .set(users::availability.eq("away"))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }
}

/// What is kept beside people, for a test that writes their rows by itself.
pub fn recount(connection: &mut PgConnection) {
    let of = |status: &str| {
        format!(
            "(SELECT count(*) FROM users
              WHERE users.workspace_id = workspaces.id AND users.status = '{status}')"
        )
    };
    let (active, pending, inactive) = (of("active"), of("pending"), of("inactive"));
    let recounting = format!(
        "UPDATE workspaces SET active_users = {active}, pending_users = {pending},
             inactive_users = {inactive};
         INSERT INTO user_presence (workspace_id, user_id)
         SELECT workspace_id, id FROM users WHERE status <> 'pending'
         ON CONFLICT DO NOTHING"
    );
    connection.batch_execute(&recounting).unwrap();
}

impl TestApp {
    /// Every row of every table, as text and with the transaction that wrote it.
    pub fn all_rows(&self) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            row: String,
        }
        let connection = &mut self.database.connection();
        let mut rows = |query: String| -> Vec<String> {
            let rows: Vec<Row> = sql_query(query).load(connection).unwrap();
            rows.into_iter().map(|it| it.row).collect()
        };
        let tables = rows(
            "SELECT tablename::text AS row FROM pg_tables WHERE schemaname = 'public'".to_owned(),
        );
        assert!(tables.len() > 15, "{tables:?}");
        let of_table = |table: &String| {
            rows(format!(
                "SELECT concat('{table} ', xmin::text, ' ', ctid::text, ' ', t::text) AS row
                 FROM {table} AS t ORDER BY 1"
            ))
        };
        tables.iter().flat_map(of_table).collect()
    }
}
