use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Entry, Target};
use crate::access::{Author, By};
use crate::db::schema::{audit_details, audit_events};
use crate::db::{DbError, Tx};
use crate::types::{AuditEventId, WorkspaceId};

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

pub(super) fn insert(tx: &mut Tx<'_>, author: &Author, entries: Vec<Entry>) -> Result<(), DbError> {
    let at = tx.now()?;
    let (events, details): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .map(|entry| rows(at, author, entry))
        .unzip();
    diesel::insert_into(audit_events::table)
        .values(events)
        .execute(tx.connection())?;
    diesel::insert_into(audit_details::table)
        .values(details)
        .execute(tx.connection())?;
    Ok(())
}

fn rows(at: DateTime<Utc>, author: &Author, entry: Entry) -> (EventRow, DetailsRow) {
    let id = AuditEventId::new();
    let salt = rand::random::<[u8; 32]>().to_vec();
    let details = Value::Object(details(author, entry.details));
    let (actor_kind, actor_id) = match &author.by {
        By::Person { user, .. } => ("person", Some(user.as_uuid())),
        By::Operator { .. } => ("operator", None),
        By::System { .. } => ("system", None),
    };
    let event = EventRow {
        workspace_id: author.workspace,
        id,
        at,
        actor_kind,
        actor_id,
        action: entry.action,
        target_kind: entry.target.map(Target::kind),
        target_id: entry.target.map(Target::id),
        digest: digest(&salt, &details),
    };
    let details = DetailsRow {
        workspace_id: author.workspace,
        event_id: id,
        salt,
        details,
    };
    (event, details)
}

/// Who and from where, beside what happened.
fn details(author: &Author, mut details: Map<String, Value>) -> Map<String, Value> {
    let mut also = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            details.insert(name.to_owned(), value.into());
        }
    };
    match &author.by {
        By::Person { name, .. } => also("actor_name", Some(name.clone())),
        By::Operator { command } => also("command", Some((*command).to_owned())),
        By::System { reason } => also("reason", Some((*reason).to_owned())),
    }
    also("ip", author.client.ip.map(|ip| ip.to_string()));
    also("user_agent", author.client.user_agent.clone());
    details
}

/// JSON objects come back from the database sorted by key here and there alike, so their text is one.
fn digest(salt: &[u8], details: &Value) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(details.to_string().as_bytes());
    hash.finalize().to_vec()
}
