//! What was mailed about something.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::outbox;
use crate::db::{DbError, Read};
use crate::types::WorkspaceId;

/// How many of a kind were queued about something since then, whatever has become of them.
pub fn queued_about(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, subject): (&str, Uuid),
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .filter(outbox::subject_id.eq(subject))
        .filter(outbox::created_at.gt(since))
        .filter(outbox::kind.eq(kind))
        .count()
        .get_result(read.connection())?)
}

/// How many of a kind went out about something since then.
pub fn sent_about(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (kind, subject): (&str, Uuid),
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .filter(outbox::subject_id.eq(subject))
        .filter(outbox::created_at.gt(since))
        .filter(outbox::kind.eq(kind))
        .filter(outbox::state.eq("sent"))
        .count()
        .get_result(read.connection())?)
}
