pub(super) mod claim;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::model::State;
use crate::access::Asker;
use crate::db::schema::{job_parts, jobs};
use crate::db::{DbError, Read, Tx};
use crate::types::{JobId, SessionId, UserId, WorkspaceId};

/// A statement holds 65,535 values at most.
const PARTS_A_STATEMENT: usize = 1_000;

/// What was done is told for so long.
const KEPT: TimeDelta = TimeDelta::days(90);

pub(super) struct NewJob<'j> {
    pub asker: Asker,
    pub kind: &'static str,
    pub payload: &'j Value,
}

/// How much is done, and what there is to tell.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub total: i32,
    pub done: i32,
    pub changed: i32,
    pub skipped: i32,
    /// Ids and counts, no names.
    pub report: Value,
}

#[derive(Clone, Debug)]
pub struct Job {
    pub workspace: WorkspaceId,
    pub id: JobId,
    pub kind: String,
    /// In whose name it is done.
    pub asker: Asker,
    pub payload: Value,
    pub state: State,
    pub progress: Progress,
    /// In words, where it was stopped.
    pub stopped_because: Option<String>,
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(super) struct JobRow {
    workspace_id: WorkspaceId,
    id: JobId,
    kind: String,
    asked_by: UserId,
    asked_in: SessionId,
    payload: Value,
    state: String,
    total: i32,
    done: i32,
    changed: i32,
    skipped: i32,
    report: Value,
    stopped_because: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<JobRow> for Job {
    type Error = DbError;

    fn try_from(row: JobRow) -> Result<Self, DbError> {
        let state = row.state.parse::<State>();
        Ok(Self {
            workspace: row.workspace_id,
            id: row.id,
            kind: row.kind,
            asker: Asker {
                workspace: row.workspace_id,
                user: row.asked_by,
                session: row.asked_in,
            },
            payload: row.payload,
            state: state.map_err(|error| DbError::Unreadable(error.to_string()))?,
            progress: Progress {
                total: row.total,
                done: row.done,
                changed: row.changed,
                skipped: row.skipped,
                report: row.report,
            },
            stopped_because: row.stopped_because,
            created_at: row.created_at,
        })
    }
}

/// `None` if there is no such job of this kind here.
pub fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, id): (&'static str, JobId),
) -> Result<Option<Job>, DbError> {
    let row: Option<JobRow> = jobs::table
        .find((workspace, id))
        .filter(jobs::kind.eq(kind))
        .select(JobRow::as_select())
        .first(read.connection())
        .optional()?;
    row.map(Job::try_from).transpose()
}

/// The one of this kind that isn't over, by `jobs_one_at_a_time`.
pub fn unfinished(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    kind: &'static str,
) -> Result<Option<JobId>, DbError> {
    Ok(jobs::table
        .filter(jobs::workspace_id.eq(workspace))
        .filter(jobs::kind.eq(kind))
        .filter(jobs::finished_at.is_null())
        .select(jobs::id)
        .first(read.connection())
        .optional()?)
}

/// `None` while another one of the kind isn't over.
pub(super) fn insert_queued(
    tx: &mut Tx<'_>,
    new: &NewJob<'_>,
    total: usize,
) -> Result<Option<JobId>, DbError> {
    let now = tx.now()?;
    let total = i32::try_from(total).map_err(|_| DbError::Misuse("too much for one job"))?;
    Ok(diesel::insert_into(jobs::table)
        .values((
            jobs::workspace_id.eq(new.asker.workspace),
            jobs::id.eq(JobId::new()),
            jobs::kind.eq(new.kind),
            jobs::asked_by.eq(new.asker.user),
            jobs::asked_in.eq(new.asker.session),
            jobs::payload.eq(new.payload),
            jobs::state.eq(State::Queued.as_str()),
            jobs::total.eq(total),
            jobs::turn_at.eq(now),
            jobs::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(jobs::id)
        .get_result(tx.connection())
        .optional()?)
}

pub(super) fn insert_parts(
    tx: &mut Tx<'_>,
    (workspace, job): (WorkspaceId, JobId),
    parts: &[Value],
) -> Result<(), DbError> {
    let numbered: Vec<_> = (1_i32..)
        .zip(parts)
        .map(|(number, content)| {
            (
                job_parts::workspace_id.eq(workspace),
                job_parts::job_id.eq(job),
                job_parts::number.eq(number),
                job_parts::content.eq(content),
            )
        })
        .collect();
    for some in numbered.chunks(PARTS_A_STATEMENT) {
        diesel::insert_into(job_parts::table)
            .values(some)
            .execute(tx.connection())?;
    }
    Ok(())
}

pub(super) fn insert_done(
    tx: &mut Tx<'_>,
    new: &NewJob<'_>,
    progress: &Progress,
) -> Result<JobId, DbError> {
    let now = tx.now()?;
    Ok(diesel::insert_into(jobs::table)
        .values((
            jobs::workspace_id.eq(new.asker.workspace),
            jobs::id.eq(JobId::new()),
            jobs::kind.eq(new.kind),
            jobs::asked_by.eq(new.asker.user),
            jobs::asked_in.eq(new.asker.session),
            jobs::payload.eq(new.payload),
            jobs::state.eq(State::Done.as_str()),
            jobs::total.eq(progress.total),
            jobs::done.eq(progress.done),
            jobs::changed.eq(progress.changed),
            jobs::skipped.eq(progress.skipped),
            jobs::report.eq(&progress.report),
            jobs::turn_at.eq(now),
            jobs::created_at.eq(now),
            jobs::finished_at.eq(now),
        ))
        .returning(jobs::id)
        .get_result(tx.connection())?)
}

/// For the cleaner. What is over has no parts left.
pub fn remove_finished(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - KEPT;
    let old: Vec<(WorkspaceId, JobId)> = jobs::table
        .filter(jobs::finished_at.lt(before))
        .select((jobs::workspace_id, jobs::id))
        .limit(at_most)
        .for_update()
        .skip_locked()
        .load(tx.connection())?;
    let (workspaces, ids): (Vec<_>, Vec<_>) = old.into_iter().unzip();
    Ok(diesel::delete(jobs::table)
        .filter(jobs::workspace_id.eq_any(workspaces))
        .filter(jobs::id.eq_any(ids))
        .execute(tx.connection())?)
}
