//! Whose turn it is, and what became of it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Interval, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;

use super::{Job, JobRow, Progress};
use crate::db::schema::{job_parts, jobs};
use crate::db::{DbError, Tx};
use crate::jobs::model::State;
use crate::types::{JobId, WorkspaceId};

/// A job that this server may do a part of until the lease ends.
#[derive(Clone, Debug, QueryableByName)]
pub(in crate::jobs) struct Claimed {
    #[diesel(sql_type = SqlUuid)]
    pub workspace_id: WorkspaceId,
    #[diesel(sql_type = SqlUuid)]
    pub id: JobId,
    /// This time included, since a part was done.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    lease_until: DateTime<Utc>,
}

/// The one of these kinds that waits longest, over all workspaces, by the index `jobs_due`: each part is
/// a turn, so a long job of one workspace doesn't hold up a short one of another.
pub(in crate::jobs) fn claim(
    tx: &mut Tx<'_>,
    kinds: &[&str],
    lease: TimeDelta,
) -> Result<Option<Claimed>, DbError> {
    let now = tx.now()?;
    Ok(diesel::sql_query(
        "WITH next AS MATERIALIZED (
             SELECT workspace_id, id FROM jobs
             WHERE finished_at IS NULL AND kind = ANY ($3)
                 AND (lease_until IS NULL OR lease_until <= $1)
             ORDER BY turn_at LIMIT 1
             FOR UPDATE SKIP LOCKED
         )
         UPDATE jobs SET state = 'running', turn_at = $1, lease_until = $1 + $2,
             attempts = attempts + 1
         FROM next WHERE jobs.workspace_id = next.workspace_id AND jobs.id = next.id
         RETURNING jobs.workspace_id, jobs.id, attempts, lease_until",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Interval, _>(lease)
    .bind::<Array<Text>, _>(kinds)
    .get_result(tx.connection())
    .optional()?)
}

/// As it is by now. `None` if the lease ended and somebody else has it, or had it.
pub(in crate::jobs) fn lock(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<Option<Job>, DbError> {
    let row: Option<JobRow> = jobs::table
        .find((claimed.workspace_id, claimed.id))
        .filter(jobs::lease_until.eq(claimed.lease_until))
        .filter(jobs::finished_at.is_null())
        .select(JobRow::as_select())
        .for_update()
        .first(tx.connection())
        .optional()?;
    row.map(Job::try_from).transpose()
}

/// What is to be done next. It is gone once it is done.
pub(in crate::jobs) fn take_part(tx: &mut Tx<'_>, job: &Job) -> Result<Option<Value>, DbError> {
    let next: Option<(i32, Value)> = job_parts::table
        .filter(job_parts::workspace_id.eq(job.workspace))
        .filter(job_parts::job_id.eq(job.id))
        .order(job_parts::number)
        .select((job_parts::number, job_parts::content))
        .first(tx.connection())
        .optional()?;
    if let Some((number, _)) = &next {
        diesel::delete(job_parts::table.find((job.workspace, job.id, *number)))
            .execute(tx.connection())?;
    }
    Ok(next.map(|(_, content)| content))
}

/// A part is done, and anybody may do the next one.
pub(in crate::jobs) fn advance(
    tx: &mut Tx<'_>,
    job: &Job,
    progress: &Progress,
) -> Result<(), DbError> {
    diesel::update(jobs::table.find((job.workspace, job.id)))
        .set((
            jobs::done.eq(progress.done),
            jobs::changed.eq(progress.changed),
            jobs::skipped.eq(progress.skipped),
            jobs::report.eq(&progress.report),
            jobs::attempts.eq(0),
            jobs::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Nothing came of it. It is taken up again after `gap`, having been tried so often.
pub(in crate::jobs) fn put_off(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    (gap, attempts): (TimeDelta, i32),
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(jobs::table.find((claimed.workspace_id, claimed.id)))
        .filter(jobs::lease_until.eq(claimed.lease_until))
        .filter(jobs::finished_at.is_null())
        .set((jobs::lease_until.eq(now + gap), jobs::attempts.eq(attempts)))
        .execute(tx.connection())?;
    Ok(())
}

/// Whether it is still this server's.
pub(in crate::jobs) fn is_held(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<bool, DbError> {
    let held: Option<JobId> = jobs::table
        .find((claimed.workspace_id, claimed.id))
        .filter(jobs::lease_until.eq(claimed.lease_until))
        .filter(jobs::finished_at.is_null())
        .select(jobs::id)
        .for_update()
        .first(tx.connection())
        .optional()?;
    Ok(held.is_some())
}

/// It is over, and what wasn't done won't be. Whom it was about is forgotten: it may have been looked for
/// by a name.
pub(in crate::jobs) fn finish(
    tx: &mut Tx<'_>,
    (workspace, job): (WorkspaceId, JobId),
    stopped_because: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now()?;
    let state = match stopped_because {
        None => State::Done,
        Some(_) => State::Stopped,
    };
    diesel::delete(job_parts::table)
        .filter(job_parts::workspace_id.eq(workspace))
        .filter(job_parts::job_id.eq(job))
        .execute(tx.connection())?;
    diesel::update(jobs::table.find((workspace, job)))
        .set((
            jobs::state.eq(state.as_str()),
            jobs::stopped_because.eq(stopped_because),
            jobs::lease_until.eq(None::<DateTime<Utc>>),
            jobs::finished_at.eq(now),
            jobs::payload.eq(sql::<Jsonb>("payload - 'whom'")),
        ))
        .execute(tx.connection())?;
    Ok(())
}
