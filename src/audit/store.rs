use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Entry, Target};
use crate::access::{Author, By, Permission};
use crate::db::schema::{audit_details, audit_events};
use crate::db::{DbError, Tx};
use crate::types::{AuditEventId, WorkspaceId};

pub(super) const REFUSED: &str = "access.refused";

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

/// Whether the same person was refused the same permission in the minute before. Looks at that minute
/// of the workspace alone, by `audit_events_by_time`.
pub(super) fn was_just_refused(
    tx: &mut Tx<'_>,
    author: &Author,
    permission: Permission,
) -> Result<bool, DbError> {
    let By::Person { user, .. } = &author.by else {
        return Ok(false);
    };
    let since = tx.now()? - TimeDelta::minutes(1);
    let same = audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::workspace_id.eq(author.workspace))
        .filter(audit_events::at.gt(since))
        .filter(audit_events::actor_id.eq(user.as_uuid()))
        .filter(audit_events::action.eq(REFUSED))
        .filter(
            audit_details::details
                .retrieve_as_text("permission")
                .eq(permission.as_str()),
        );
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(tx.connection())?)
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
    let (kind, who) = match &author.by {
        By::Person { name, .. } => ("name", name.as_str()),
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

fn digest(salt: &[u8], details: &Value) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(canonical(details).to_string().as_bytes());
    hash.finalize().to_vec()
}

/// PostgreSQL gives an object's fields back in an order of its own, and the JSON library's order
/// depends on how it was built. Sorted, they have one text.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, Value> = fields
                .iter()
                .map(|(name, value)| (name, canonical(value)))
                .collect();
            sorted
                .into_iter()
                .map(|(name, value)| (name.clone(), value))
                .collect()
        }
        Value::Array(values) => values.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_same_in_whatever_order_the_fields_come() {
        let one: Value = serde_json::from_str(r#"{"b":[{"z":1,"a":2}],"a":"x"}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{"a":"x","b":[{"a":2,"z":1}]}"#).unwrap();
        assert_eq!(digest(b"salt", &one), digest(b"salt", &two));
        assert_ne!(digest(b"salt", &one), digest(b"other salt", &one));
    }
}
