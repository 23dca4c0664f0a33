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

/// How many of a kind have gone out about something since then or are about to: each has been given its
/// link.
pub fn written_about(
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
        .filter(outbox::link_id.is_not_null())
        .count()
        .get_result(read.connection())?)
}
