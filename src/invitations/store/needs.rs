//! How many open invitations somebody should look at.

use chrono::TimeDelta;
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::{DbError, Read};
use crate::invitations::mail::WITH_LINK;
use crate::types::WorkspaceId;

/// Who is invited and hasn't come so long before the end is reminded.
const ENDING: TimeDelta = TimeDelta::hours(24);

/// As many of each as anybody counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Needs {
    /// Whose newest mail was refused.
    #[diesel(sql_type = BigInt)]
    pub refused: i64,
    /// That expire within a day.
    #[diesel(sql_type = BigInt)]
    pub ending: i64,
    #[diesel(sql_type = BigInt)]
    pub expired: i64,
}

/// Each is counted up to one more than `most`.
pub fn needs(read: &mut Read<'_>, workspace: WorkspaceId, most: i64) -> Result<Needs, DbError> {
    let now = read.now()?;
    let counted =
        |found: &str| format!("(SELECT count(*) FROM ({found} LIMIT {most} + 1) AS counted)");
    let open = "SELECT FROM invitations WHERE workspace_id = $1 AND status = 'pending'";
    let refused = "SELECT DISTINCT bad.subject_id FROM outbox AS bad
        JOIN invitations ON invitations.workspace_id = $1 AND invitations.id = bad.subject_id
            AND invitations.status = 'pending'
        WHERE bad.workspace_id = $1 AND bad.state = 'refused' AND bad.kind = ANY ($4)
            AND NOT EXISTS (
                SELECT FROM outbox AS later
                WHERE later.workspace_id = $1 AND later.subject_id = bad.subject_id
                    AND later.created_at > bad.created_at AND later.state <> 'skipped'
                    AND later.kind = ANY ($4))";
    Ok(diesel::sql_query(format!(
        "SELECT {} AS refused, {} AS ending, {} AS expired",
        counted(refused),
        counted(&format!("{open} AND expires_at > $2 AND expires_at <= $3")),
        counted(&format!("{open} AND expires_at <= $2")),
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + ENDING)
    .bind::<Array<Text>, _>(WITH_LINK)
    .get_result(read.connection())?)
}
