use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{MOST_COUNTED, Plan, Seats, UnknownPlan};
use crate::db::{DbError, Read, prepared};
use crate::types::WorkspaceId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    plan: String,
    #[diesel(sql_type = BigInt)]
    active: i64,
    #[diesel(sql_type = BigInt)]
    invited: i64,
}

/// No invitation is counted where there is always another seat.
pub fn in_use(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Seats, DbError> {
    let now: DateTime<Utc> = read.now()?;
    let query = diesel::sql_query(format!(
        "SELECT plan,
             active_users::bigint AS active,
             CASE WHEN plan = 'unlimited' THEN 0 ELSE (
                 SELECT count(*) FROM (
                     SELECT 1 FROM invitations
                     WHERE invitations.workspace_id = $1 AND invitations.status = 'pending'
                         AND invitations.expires_at > $2
                     LIMIT {MOST_COUNTED}
                 ) AS invited
             ) END AS invited
         FROM workspaces WHERE id = $1"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now);
    let row: Row = prepared(query).get_result(read.connection())?;
    let plan: Plan = row
        .plan
        .parse()
        .map_err(|error: UnknownPlan| DbError::Unreadable(error.to_string()))?;
    Ok(Seats {
        limit: plan.seats(),
        active: row.active,
        invited: row.invited,
    })
}
