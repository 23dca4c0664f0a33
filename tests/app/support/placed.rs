//! Who is in which team and department, as the rows say it.

use diesel::prelude::*;
use muster::db::schema::{departments, team_members, teams, users};
use muster::types::{DepartmentId, TeamId, UserId};

use super::Workspace;

impl Workspace<'_> {
    /// A team with these members, behind the log's back.
    pub fn team_of(&self, name: &str, members: &[UserId]) -> TeamId {
        let (id, connection) = (TeamId::new(), &mut self.app.database.connection());
        diesel::insert_into(teams::table)
            .values((
                teams::workspace_id.eq(self.id),
                teams::id.eq(id),
                teams::name.eq(name),
                teams::name_key.eq(name.to_lowercase()),
                teams::created_at.eq(diesel::dsl::now),
            ))
            .execute(connection)
            .unwrap();
        let rows: Vec<_> = members
            .iter()
            .map(|user| {
                (
                    team_members::workspace_id.eq(self.id),
                    team_members::team_id.eq(id),
                    team_members::user_id.eq(*user),
                )
            })
            .collect();
        diesel::insert_into(team_members::table)
            .values(rows)
            .execute(connection)
            .unwrap();
        id
    }

    /// By name.
    pub fn teams_of(&self, user: UserId) -> Vec<String> {
        teams::table
            .inner_join(team_members::table.on(team_members::team_id.eq(teams::id)))
            .filter(team_members::workspace_id.eq(self.id))
            .filter(team_members::user_id.eq(user))
            .order(teams::name)
            .select(teams::name)
            .load(&mut self.app.database.connection())
            .unwrap()
    }

    pub fn department_of(&self, user: UserId) -> Option<String> {
        users::table
            .inner_join(departments::table.on(users::department_id.eq(departments::id.nullable())))
            .filter(users::workspace_id.eq(self.id))
            .filter(users::id.eq(user))
            .select(departments::name)
            .first(&mut self.app.database.connection())
            .optional()
            .unwrap()
    }

    /// Within another one.
    pub fn is_within(&self, department: DepartmentId, parent: DepartmentId) {
        diesel::update(departments::table.find((self.id, department)))
            .set(departments::parent_id.eq(parent))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    /// Whom somebody reports to, and how many report to them.
    pub fn reporting_of(&self, user: UserId) -> (Option<UserId>, i32) {
        users::table
            .find((self.id, user))
            .select((users::manager_id, users::reports))
            .first(&mut self.app.database.connection())
            .unwrap()
    }
}
