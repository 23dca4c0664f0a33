pub(super) mod erasing;
pub(super) mod seals;
pub(super) mod verification;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::Eq;
use diesel::prelude::*;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::details::Stored;
use super::{Entry, Target};
use crate::access::{Author, By};
use crate::db::schema::{audit_details, audit_events, audit_mentions, audit_unsealed};
use crate::db::{DbError, Tx};
use crate::types::{AuditEventId, UserId, WorkspaceId};

/// A statement holds 65,535 values at most.
const ROWS_A_STATEMENT: usize = 1_000;

#[derive(Insertable)]
#[diesel(table_name = audit_events)]
struct EventRow {
    workspace_id: WorkspaceId,
    id: AuditEventId,
    at: DateTime<Utc>,
    actor_kind: &'static str,
    actor_id: Option<Uuid>,
    action: &'static str,
    target_kind: Option<&'static str>,
    target_id: Option<Uuid>,
    digest: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = audit_details)]
struct DetailsRow {
    workspace_id: WorkspaceId,
    event_id: AuditEventId,
    salt: Vec<u8>,
    details: Value,
}

#[derive(Insertable)]
#[diesel(table_name = audit_unsealed)]
struct UnsealedRow {
    workspace_id: WorkspaceId,
    at: DateTime<Utc>,
    event_id: AuditEventId,
}

/// The workspace, who is named, and where.
type Mention = (
    Eq<audit_mentions::workspace_id, WorkspaceId>,
    Eq<audit_mentions::user_id, UserId>,
    Eq<audit_mentions::event_id, AuditEventId>,
);

pub(super) fn insert(tx: &mut Tx<'_>, author: &Author, entries: Vec<Entry>) -> Result<(), DbError> {
    let at = tx.now()?;
    let mut mentions = Vec::new();
    let rows = entries.into_iter().map(|mut entry| {
        let named = std::mem::take(&mut entry.mentions);
        let (event, details) = rows(at, author, entry);
        mentions.extend(named.into_iter().map(|user| mention(&event, user)));
        (event, details)
    });
    let (events, details): (Vec<_>, Vec<_>) = rows.unzip();
    for events in events.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(audit_events::table)
            .values(events)
            .execute(tx.connection())?;
        let unsealed: Vec<_> = events.iter().map(unsealed).collect();
        diesel::insert_into(audit_unsealed::table)
            .values(unsealed)
            .execute(tx.connection())?;
    }
    for details in details.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(audit_details::table)
            .values(details)
            .execute(tx.connection())?;
    }
    for mentions in mentions.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(audit_mentions::table)
            .values(mentions)
            .on_conflict_do_nothing()
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Whether the same person did the same in the minute before: on the same, and with the same details
/// as far as they tell one from another. Looks at that minute of the workspace alone, by
/// `audit_events_by_time`.
pub(super) fn was_just_recorded(
    tx: &mut Tx<'_>,
    author: &Author,
    entry: &Entry,
) -> Result<bool, DbError> {
    let actor = match &author.by {
        By::Person { user, .. } => user.as_uuid(),
        By::Key { id, .. } => id.as_uuid(),
        By::Bearer { .. } | By::Operator { .. } | By::System { .. } => return Ok(false),
    };
    let since = tx.now()? - TimeDelta::minutes(1);
    let passing = entry.passing_details();
    let mut telling = entry.details.clone();
    telling.retain(|name, _| !passing.contains(&name.as_str()));
    let same = audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::workspace_id.eq(author.workspace))
        .filter(audit_events::at.gt(since))
        .filter(audit_events::actor_id.eq(actor))
        .filter(audit_events::action.eq(entry.action.as_str()))
        .filter(audit_events::target_id.is_not_distinct_from(entry.target.map(Target::id)))
        .filter(
            audit_details::details
                .remove(passing)
                .eq(Value::Object(telling)),
        );
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(tx.connection())?)
}

fn mention(event: &EventRow, user: UserId) -> Mention {
    (
        audit_mentions::workspace_id.eq(event.workspace_id),
        audit_mentions::user_id.eq(user),
        audit_mentions::event_id.eq(event.id),
    )
}

fn unsealed(event: &EventRow) -> UnsealedRow {
    UnsealedRow {
        workspace_id: event.workspace_id,
        at: event.at,
        event_id: event.id,
    }
}

fn rows(at: DateTime<Utc>, author: &Author, entry: Entry) -> (EventRow, DetailsRow) {
    let id = AuditEventId::new();
    let stored = Stored::new(details(author, entry.details));
    let (actor_kind, actor_id) = match &author.by {
        By::Person { user, .. } | By::Bearer { user, .. } => ("person", Some(user.as_uuid())),
        By::Key { id, .. } => ("key", Some(id.as_uuid())),
        By::Operator { .. } => ("operator", None),
        By::System { .. } => ("system", None),
    };
    let event = EventRow {
        workspace_id: author.workspace,
        id,
        at,
        actor_kind,
        actor_id,
        action: entry.action.as_str(),
        target_kind: entry.target.map(Target::kind),
        target_id: entry.target.map(Target::id),
        digest: stored.digest(),
    };
    let details = DetailsRow {
        workspace_id: author.workspace,
        event_id: id,
        salt: stored.salt,
        details: stored.details,
    };
    (event, details)
}

/// Who and from where, beside what happened.
fn details(author: &Author, mut details: Map<String, Value>) -> Map<String, Value> {
    let (kind, who) = match &author.by {
        By::Person { name, .. } | By::Bearer { name, .. } => ("name", name.as_str()),
        By::Key { name, .. } => ("key", name.as_str()),
        By::Operator { command } => ("command", *command),
        By::System { reason } => ("reason", *reason),
    };
    let mut by = Map::new();
    by.insert(kind.to_owned(), who.into());
    if let Some(ip) = author.client.ip {
        by.insert("ip".to_owned(), ip.to_string().into());
    }
    if let Some(user_agent) = &author.client.user_agent {
        by.insert("user_agent".to_owned(), user_agent.as_str().into());
    }
    details.insert("author".to_owned(), by.into());
    details
}
