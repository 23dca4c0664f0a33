//! Roles, departments and teams: what is there by that name is used as it is.

use std::collections::HashMap;

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;

use super::user_id;
use crate::access::{BuiltinRole, CUSTOM_ROLE_RANK};
use crate::audit::{Action, Entry, Target};
use crate::db::schema::{departments, role_permissions, roles, teams};
use crate::db::{DbError, Tx};
use crate::seeding::model::company::{CUSTOM_ROLES, CustomRole, DEPARTMENTS, STRATEGIES};
use crate::seeding::model::{Crowd, Rights};
use crate::types::{DepartmentId, RoleId, TeamId, Title, UserId, WorkspaceId};

/// In the order in which the model has them.
pub(in crate::seeding) struct Places {
    pub departments: Vec<DepartmentId>,
    pub teams: Vec<TeamId>,
    builtin: HashMap<String, RoleId>,
    custom: Vec<RoleId>,
}

impl Places {
    pub fn make(
        tx: &mut Tx<'_>,
        (workspace, crowd): (WorkspaceId, &Crowd),
        log: &mut Vec<Entry>,
    ) -> Result<Self, DbError> {
        let builtin: Vec<(Option<String>, RoleId)> = roles::table
            .filter(roles::workspace_id.eq(workspace))
            .filter(roles::builtin.is_not_null())
            .select((roles::builtin, roles::id))
            .load(tx.connection())?;
        let builtin = builtin
            .into_iter()
            .filter_map(|(name, id)| Some((name?, id)));
        let mut places = Self {
            builtin: builtin.collect(),
            custom: Vec::new(),
            departments: Vec::new(),
            teams: Vec::new(),
        };
        for custom in &CUSTOM_ROLES {
            let role = role(tx, (workspace, crowd), custom, log)?;
            places.custom.push(role);
        }
        for (name, parent) in DEPARTMENTS.iter().take(crowd.made.departments) {
            let parent = parent.and_then(|at| places.departments.get(at).copied());
            let department = department(tx, (workspace, crowd), (name, parent), log)?;
            places.departments.push(department);
        }
        for (at, name) in crowd.teams.iter().enumerate() {
            let team = team(tx, (workspace, crowd), (at, name), log)?;
            places.teams.push(team);
        }
        Ok(places)
    }

    /// And the rank of the highest.
    pub fn roles(&self, rights: Rights) -> (Vec<RoleId>, i16) {
        let builtin = |role: BuiltinRole| self.builtin.get(role.as_str()).copied();
        let custom = |at: usize| self.custom.get(at).copied();
        let (some, rank) = match rights {
            Rights::Owner => (
                [builtin(BuiltinRole::Owner), None],
                BuiltinRole::Owner.rank(),
            ),
            Rights::Admin => (
                [builtin(BuiltinRole::Admin), None],
                BuiltinRole::Admin.rank(),
            ),
            Rights::Supervisor => (
                [builtin(BuiltinRole::Supervisor), None],
                BuiltinRole::Supervisor.rank(),
            ),
            Rights::Agent => (
                [builtin(BuiltinRole::Agent), None],
                BuiltinRole::Agent.rank(),
            ),
            Rights::Custom(at) => ([custom(at), None], CUSTOM_ROLE_RANK),
            Rights::AgentAnd(at) => ([custom(at), builtin(BuiltinRole::Agent)], CUSTOM_ROLE_RANK),
        };
        (some.into_iter().flatten().collect(), rank)
    }

    /// Who heads and leads, once they are there.
    pub fn head(
        &self,
        tx: &mut Tx<'_>,
        workspace: WorkspaceId,
        crowd: &Crowd,
    ) -> Result<(), DbError> {
        let (departments, heads) = pairs(&self.departments, &crowd.heads, crowd);
        diesel::sql_query(
            "UPDATE departments SET head_id = of.head
             FROM unnest($2, $3) AS of (department, head)
             WHERE workspace_id = $1 AND id = of.department AND head_id IS NULL",
        )
        .bind::<SqlUuid, _>(workspace)
        .bind::<Array<SqlUuid>, _>(departments)
        .bind::<Array<SqlUuid>, _>(heads)
        .execute(tx.connection())?;
        let (teams, leads) = pairs(&self.teams, &crowd.leads, crowd);
        diesel::sql_query(
            "UPDATE teams SET lead_id = of.lead
             FROM unnest($2, $3) AS of (team, lead)
             WHERE workspace_id = $1 AND id = of.team AND lead_id IS NULL",
        )
        .bind::<SqlUuid, _>(workspace)
        .bind::<Array<SqlUuid>, _>(teams)
        .bind::<Array<SqlUuid>, _>(leads)
        .execute(tx.connection())?;
        Ok(())
    }
}

fn pairs<Id: Copy>(places: &[Id], people: &[Option<u32>], crowd: &Crowd) -> (Vec<Id>, Vec<UserId>) {
    let both = places.iter().zip(people);
    both.filter_map(|(place, number)| Some((*place, user_id(crowd, (*number)?))))
        .unzip()
}

fn title(name: &str) -> Result<Title, DbError> {
    Title::parse(name).map_err(|error| DbError::Unreadable(error.to_string()))
}

fn role(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    custom: &CustomRole,
    log: &mut Vec<Entry>,
) -> Result<RoleId, DbError> {
    let (name, id) = (title(custom.name)?, RoleId::new());
    let made = diesel::insert_into(roles::table)
        .values((
            roles::workspace_id.eq(workspace),
            roles::id.eq(id),
            roles::name.eq(&name),
            roles::name_key.eq(name.key()),
            roles::description.eq(custom.description),
            roles::landing.eq(custom.landing.as_str()),
            roles::created_at.eq(crowd.now),
        ))
        .on_conflict((roles::workspace_id, roles::name_key))
        .do_nothing()
        .execute(tx.connection())?;
    if made == 0 {
        return Ok(roles::table
            .filter(roles::workspace_id.eq(workspace))
            .filter(roles::name_key.eq(name.key()))
            .select(roles::id)
            .first(tx.connection())?);
    }
    let permissions = custom.permissions();
    let rows: Vec<_> = permissions
        .iter()
        .map(|permission| {
            (
                role_permissions::workspace_id.eq(workspace),
                role_permissions::role_id.eq(id),
                role_permissions::permission.eq(permission.as_str()),
            )
        })
        .collect();
    diesel::insert_into(role_permissions::table)
        .values(rows)
        .execute(tx.connection())?;
    log.push(Entry::new(Action::RoleCreated).on(Target::Role(id), custom.name));
    Ok(id)
}

fn department(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    (name, parent): (&str, Option<DepartmentId>),
    log: &mut Vec<Entry>,
) -> Result<DepartmentId, DbError> {
    let (title, id) = (title(name)?, DepartmentId::new());
    let made = diesel::insert_into(departments::table)
        .values((
            departments::workspace_id.eq(workspace),
            departments::id.eq(id),
            departments::name.eq(&title),
            departments::name_key.eq(title.key()),
            departments::parent_id.eq(parent),
            departments::created_at.eq(crowd.now),
        ))
        .on_conflict((departments::workspace_id, departments::name_key))
        .do_nothing()
        .execute(tx.connection())?;
    if made == 0 {
        return Ok(departments::table
            .filter(departments::workspace_id.eq(workspace))
            .filter(departments::name_key.eq(title.key()))
            .select(departments::id)
            .first(tx.connection())?);
    }
    log.push(Entry::new(Action::DepartmentCreated).on(Target::Department(id), name));
    Ok(id)
}

fn team(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    (at, name): (usize, &str),
    log: &mut Vec<Entry>,
) -> Result<TeamId, DbError> {
    let (title, id) = (title(name)?, TeamId::new());
    let strategy = STRATEGIES.iter().cycle().nth(at).copied().flatten();
    let made = diesel::insert_into(teams::table)
        .values((
            teams::workspace_id.eq(workspace),
            teams::id.eq(id),
            teams::name.eq(&title),
            teams::name_key.eq(title.key()),
            teams::strategy.eq(strategy),
            teams::created_at.eq(crowd.now),
        ))
        .on_conflict((teams::workspace_id, teams::name_key))
        .do_nothing()
        .execute(tx.connection())?;
    if made == 0 {
        return Ok(teams::table
            .filter(teams::workspace_id.eq(workspace))
            .filter(teams::name_key.eq(title.key()))
            .select(teams::id)
            .first(tx.connection())?);
    }
    log.push(Entry::new(Action::TeamCreated).on(Target::Team(id), name));
    Ok(id)
}
