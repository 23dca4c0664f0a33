//! How many people there are in each state.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::types::WorkspaceId;
use crate::users::model::{Counts, MOST_COUNTED};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    active: i64,
    #[diesel(sql_type = BigInt)]
    pending: i64,
    #[diesel(sql_type = BigInt)]
    inactive: i64,
}

/// One more than are counted where there are more.
pub fn counts(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Counts, DbError> {
    let of = |status: &str| {
        format!(
            "(SELECT count(*) FROM (
                 SELECT 1 FROM users
                 WHERE users.workspace_id = $1 AND users.status = '{status}'
                 LIMIT {MOST_COUNTED} + 1
             ) AS some_{status}) AS {status}"
        )
    };
    let row: Row = diesel::sql_query(format!(
        "SELECT {}, {}, {}",
        of("active"),
        of("pending"),
        of("inactive")
    ))
    .bind::<SqlUuid, _>(workspace)
    .get_result(read.connection())?;
    Ok(Counts {
        active: row.active,
        pending: row.pending,
        inactive: row.inactive,
    })
}
