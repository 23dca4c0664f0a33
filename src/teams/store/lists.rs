//! Teams with what is told of them: in the list, on their page, before one is deleted.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Uuid as SqlUuid};

use super::strategy;
use crate::access::PermissionSet;
use crate::db::{DbError, Read};
use crate::people::Called;
use crate::teams::model::{Affected, Listed, MOST_COUNTED, MOST_MOVED, Team};
use crate::types::{TeamId, Title, UserId, WorkspaceId};

#[derive(QueryableByName)]
struct ListedRow {
    #[diesel(sql_type = SqlUuid)]
    id: TeamId,
    #[diesel(sql_type = Text)]
    name: Title,
    #[diesel(sql_type = Nullable<Text>)]
    strategy: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    lead_id: Option<UserId>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    lead_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    lead_email: Option<String>,
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = BigInt)]
    inactive: i64,
}

/// The members alone come from an index. Who of them is inactive is looked up where all are counted, and
/// the limit comes before the join, or PostgreSQL walks through everybody for who is in it.
fn listed() -> String {
    let some_members = format!(
        "(
             SELECT workspace_id, user_id FROM team_members
             WHERE team_members.workspace_id = teams.workspace_id
                 AND team_members.team_id = teams.id
             LIMIT {MOST_COUNTED} + 1
         ) AS some_members"
    );
    format!(
        "SELECT teams.id, teams.name, teams.strategy, teams.lead_id, teams.version,
             lead.full_name AS lead_name, lead.email AS lead_email,
             counted.everybody - gone.inactive AS people, gone.inactive
         FROM teams
         CROSS JOIN LATERAL (SELECT count(*) AS everybody FROM {some_members}) AS counted
         CROSS JOIN LATERAL (
             SELECT count(*) AS inactive FROM {some_members}
             JOIN users ON users.workspace_id = some_members.workspace_id
                 AND users.id = some_members.user_id AND users.status = 'inactive'
             WHERE counted.everybody <= {MOST_COUNTED}
         ) AS gone
         LEFT JOIN users AS lead ON lead.workspace_id = teams.workspace_id
             AND lead.id = teams.lead_id
         WHERE teams.workspace_id = $1"
    )
}

/// By name, for somebody who holds this.
pub(in crate::teams) fn all_listed(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    holds: PermissionSet,
) -> Result<Vec<Listed>, DbError> {
    let sql = format!("{} ORDER BY teams.name_key, teams.id", listed());
    let rows: Vec<ListedRow> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .load(read.connection())?;
    rows.into_iter().map(|row| row.told_to(holds)).collect()
}

pub(in crate::teams) fn one_listed(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    holds: PermissionSet,
) -> Result<Option<Listed>, DbError> {
    let sql = format!("{} AND teams.id = $2", listed());
    let row: Option<ListedRow> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(team)
        .get_result(read.connection())
        .optional()?;
    row.map(|row| row.told_to(holds)).transpose()
}

impl ListedRow {
    fn told_to(self, holds: PermissionSet) -> Result<Listed, DbError> {
        let lead = self
            .lead_email
            .map(|email| Called::of(self.lead_name, email));
        let lead_name = lead.map(|lead| lead.told_to(holds).to_owned());
        Ok(Listed {
            team: Team {
                id: self.id,
                name: self.name,
                strategy: strategy(self.strategy)?,
                lead: self.lead_id,
                version: self.version,
            },
            lead_name,
            people: self.people,
            inactive: self.inactive,
        })
    }
}

/// How many are in it, by what they are; one more than can be moved where there are more.
pub(in crate::teams) fn affected(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
) -> Result<Affected, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        active: i64,
        #[diesel(sql_type = BigInt)]
        invited: i64,
        #[diesel(sql_type = BigInt)]
        inactive: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT count(*) FILTER (WHERE users.status = 'active') AS active,
             count(*) FILTER (WHERE users.status = 'pending') AS invited,
             count(*) FILTER (WHERE users.status = 'inactive') AS inactive
         FROM (
             SELECT workspace_id, user_id FROM team_members
             WHERE team_members.workspace_id = $1 AND team_members.team_id = $2
             LIMIT $3 + 1
         ) AS some_members
         JOIN users ON users.workspace_id = some_members.workspace_id
             AND users.id = some_members.user_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(team)
    .bind::<BigInt, _>(MOST_MOVED)
    .get_result(read.connection())?;
    Ok(Affected {
        active: row.active,
        invited: row.invited,
        inactive: row.inactive,
    })
}
