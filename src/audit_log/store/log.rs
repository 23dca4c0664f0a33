//! What a reader of the log sees: newest first, by time and id.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::logged::Logged;
use super::row::{COLUMNS, Row};
use crate::audit::Action;
use crate::db::{DbError, Read};
use crate::types::{
    AuditEventId, CsvError, CursorKeyError, CursorTime, Direction, Page, PageSize, Position,
    UserId, WorkspaceId,
};

/// What a reader of the log narrows it to.
#[derive(Clone, Debug, Default)]
pub(in crate::audit_log) struct Filter {
    pub whom: Whom,
    /// Who or what did it.
    pub by: Option<Uuid>,
    /// Whom or what it was done to.
    pub on: Option<Uuid>,
    pub action: Option<Action>,
    pub from: Option<DateTime<Utc>>,
    pub before: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Default)]
pub(in crate::audit_log) enum Whom {
    #[default]
    Anybody,
    /// What they did, and what was done to them. An empty list is nobody.
    Involved(Vec<UserId>),
}

/// Where a page of the log starts.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in crate::audit_log) struct Place {
    at: CursorTime,
    id: AuditEventId,
}

impl Place {
    pub fn of(entry: &Logged) -> Self {
        Self {
            at: CursorTime(entry.at),
            id: entry.id,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(in crate::audit_log) enum LogError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
    #[error(transparent)]
    Csv(#[from] CsvError),
}

pub(in crate::audit_log) fn page(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    (size, position): (PageSize, Option<&Position<Place>>),
) -> Result<Page<Logged>, LogError> {
    let fetched = entries(
        read,
        workspace,
        &Wanted {
            filter,
            position,
            at_most: size.fetch(),
        },
    )?;
    Ok(Page::from_fetched(fetched, size, position, Place::of)?)
}

/// As many entries of a filter, from a position on, nearest first.
pub(in crate::audit_log) struct Wanted<'f> {
    pub filter: &'f Filter,
    pub position: Option<&'f Position<Place>>,
    pub at_most: i64,
}

pub(in crate::audit_log) fn entries(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    wanted: &Wanted<'_>,
) -> Result<Vec<Logged>, DbError> {
    let filter = wanted.filter;
    let people: Vec<Uuid> = match &filter.whom {
        Whom::Anybody => Vec::new(),
        Whom::Involved(people) if people.is_empty() => return Ok(Vec::new()),
        Whom::Involved(people) => people.iter().map(|user| user.as_uuid()).collect(),
    };
    let key = wanted.position.map(|position| position.key);
    let text = format!(
        "SELECT {COLUMNS} FROM ({}) AS event ORDER BY event.at {way}, event.id {way}",
        chosen(wanted),
        way = way(wanted),
    );
    let rows: Vec<Row> = bound(&text, workspace)
        .bind::<BigInt, _>(wanted.at_most)
        .bind::<Array<SqlUuid>, _>(people)
        .bind::<Nullable<Text>, _>(filter.action.map(Action::as_str))
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.before)
        .bind::<Nullable<Timestamptz>, _>(key.map(|key| key.at.0))
        .bind::<Nullable<SqlUuid>, _>(key.map(|key| key.id))
        .bind::<Nullable<SqlUuid>, _>(filter.by)
        .bind::<Nullable<SqlUuid>, _>(filter.on)
        .load(read.connection())?;
    let offset = read.clock_offset();
    rows.into_iter()
        .map(|row| row.logged().map(|entry| moved(entry, offset)))
        .collect()
}

pub(in crate::audit_log) fn entry(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: AuditEventId,
) -> Result<Option<Logged>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM audit_events AS event
         WHERE event.workspace_id = $1 AND event.id = $2"
    );
    let row: Option<Row> = bound(&text, workspace)
        .bind::<SqlUuid, _>(id)
        .get_result(read.connection())
        .optional()?;
    let offset = read.clock_offset();
    row.map(|row| row.logged().map(|entry| moved(entry, offset)))
        .transpose()
}

fn bound(text: &str, workspace: WorkspaceId) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    diesel::sql_query(text)
        .into_boxed::<Pg>()
        .bind::<SqlUuid, _>(workspace)
}

/// The rows of `audit_events` that are shown. Each scan ends by itself once it has enough: it goes
/// along an index in the list's order.
fn chosen(wanted: &Wanted<'_>) -> String {
    let way = way(wanted);
    let window = window(wanted);
    let scan = |which: &str| {
        format!(
            "SELECT workspace_id, id, at, actor_kind, actor_id, action, target_kind, target_id
             FROM audit_events WHERE workspace_id = $1{which}{window}
             ORDER BY at {way}, id {way} LIMIT $2"
        )
    };
    match wanted.filter.whom {
        Whom::Anybody => scan(""),
        // What somebody did to themselves is found by both.
        Whom::Involved(_) => format!(
            "SELECT DISTINCT found.* FROM unnest($3) AS person (id)
             CROSS JOIN LATERAL (({}) UNION ALL ({})) AS found
             ORDER BY at {way}, id {way} LIMIT $2",
            scan(" AND actor_id = person.id"),
            scan(" AND target_id = person.id"),
        ),
    }
}

fn window(wanted: &Wanted<'_>) -> String {
    let filter = wanted.filter;
    let mut window = String::new();
    if filter.by.is_some() {
        window.push_str(" AND actor_id = $9");
    }
    if filter.on.is_some() {
        window.push_str(" AND target_id = $10");
    }
    if filter.action.is_some() {
        window.push_str(" AND action = $4");
    }
    if filter.from.is_some() {
        window.push_str(" AND at >= $5");
    }
    if filter.before.is_some() {
        window.push_str(" AND at < $6");
    }
    match wanted.position.map(|position| position.direction) {
        Some(Direction::Forward) => window.push_str(" AND (at, id) < ($7, $8)"),
        Some(Direction::Backward) => window.push_str(" AND (at, id) > ($7, $8)"),
        None => {}
    }
    window
}

fn way(wanted: &Wanted<'_>) -> &'static str {
    match wanted.position.map(|position| position.direction) {
        Some(Direction::Backward) => "ASC",
        Some(Direction::Forward) | None => "DESC",
    }
}

/// By the clock that entries are written by.
fn moved(mut entry: Logged, offset: TimeDelta) -> Logged {
    entry.read_at += offset;
    entry
}
