//! How many invitations need somebody to look at them.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::invitations::model::{LONG_WAIT, MOST_ACTED_ON, Tally};
use crate::types::{RoleId, WorkspaceId};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    waiting_in_reach: i64,
    #[diesel(sql_type = BigInt)]
    expired: i64,
    #[diesel(sql_type = BigInt)]
    expired_in_reach: i64,
}

/// Who is offered one of the roles `beyond` is out of reach.
pub(in crate::invitations) fn tally(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    now: DateTime<Utc>,
    beyond: &[RoleId],
) -> Result<Tally, DbError> {
    let counted = |name: &str, which: &str| {
        format!(
            "SELECT count(*) AS {name}, count(*) FILTER (WHERE NOT EXISTS (
                 SELECT 1 FROM user_roles
                 WHERE user_roles.workspace_id = $1 AND user_roles.user_id = them.user_id
                     AND user_roles.role_id = ANY($4)
             )) AS {name}_in_reach
             FROM (
                 SELECT user_id FROM invitations
                 WHERE workspace_id = $1 AND status = 'pending' AND {which}
                 LIMIT {MOST_ACTED_ON} + 1
             ) AS them"
        )
    };
    let row: Row = diesel::sql_query(format!(
        "SELECT * FROM ({}) AS waiting, ({}) AS expired",
        counted("waiting", "expires_at > $2 AND sent_at < $3"),
        counted("expired", "expires_at <= $2")
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - LONG_WAIT)
    .bind::<Array<SqlUuid>, _>(beyond)
    .get_result(read.connection())?;
    Ok(Tally {
        waiting: row.waiting,
        waiting_in_reach: row.waiting_in_reach,
        expired: row.expired,
        expired_in_reach: row.expired_in_reach,
    })
}
