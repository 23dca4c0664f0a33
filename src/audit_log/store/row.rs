//! An entry as the database has it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::logged::{Aim, DetailsState, Doer, FORMER, Logged};
use crate::audit::Stored;
use crate::db::DbError;
use crate::types::AuditEventId;

/// Looked up for each row that is shown and for no other. Joins would leave it to figures that
/// PostgreSQL doesn't have yet for a table that has just grown.
pub(super) const COLUMNS: &str = "
    event.id, event.at, event.actor_kind, event.actor_id, event.action,
    event.target_kind, event.target_id, clock_timestamp() AS read_at,
    (SELECT details FROM audit_details
     WHERE audit_details.workspace_id = event.workspace_id
         AND audit_details.event_id = event.id) AS details,
    (SELECT salt FROM audit_details
     WHERE audit_details.workspace_id = event.workspace_id
         AND audit_details.event_id = event.id) AS salt,
    EXISTS (SELECT FROM audit_erasures
     WHERE audit_erasures.workspace_id = event.workspace_id
         AND (audit_erasures.user_id = event.actor_id
              OR audit_erasures.user_id = event.target_id AND event.action <> 'user.deleted'
              OR EXISTS (SELECT FROM audit_mentions
                         WHERE audit_mentions.workspace_id = event.workspace_id
                             AND audit_mentions.event_id = event.id
                             AND audit_mentions.user_id = audit_erasures.user_id))
    ) AS is_being_erased,
    (SELECT seq FROM audit_seals
     WHERE audit_seals.workspace_id = event.workspace_id
         AND audit_seals.event_id = event.id) AS seq,
    (SELECT coalesce(display_name, full_name, email) FROM users
     WHERE users.workspace_id = event.workspace_id AND users.id = event.actor_id) AS actor_now,
    (SELECT coalesce(display_name, full_name, email) FROM users
     WHERE users.workspace_id = event.workspace_id AND users.id = event.target_id) AS target_now";

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: AuditEventId,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    read_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Nullable<Text>)]
    target_kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    target_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    details: Option<Value>,
    #[diesel(sql_type = Nullable<Bytea>)]
    salt: Option<Vec<u8>>,
    /// Somebody whom it names was deleted, and the worker that erases it hasn't come to it.
    #[diesel(sql_type = Bool)]
    is_being_erased: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    seq: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    actor_now: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    target_now: Option<String>,
}

impl Row {
    pub(super) fn logged(self) -> Result<Logged, DbError> {
        let (details, state) = if self.is_being_erased {
            (Map::new(), DetailsState::Erased)
        } else {
            read_details(self.details.zip(self.salt))
        };
        let author = |field: &str| {
            details
                .get("author")?
                .get(field)?
                .as_str()
                .map(str::to_owned)
        };
        let doer = match (self.actor_kind.as_str(), self.actor_id) {
            ("person", Some(id)) => Doer::Person {
                id: id.into(),
                name: author("name")
                    .or(self.actor_now)
                    .unwrap_or_else(|| FORMER.to_owned()),
            },
            ("key", Some(id)) => Doer::Key {
                id: id.into(),
                name: author("key"),
            },
            ("operator", _) => Doer::Operator {
                command: author("command"),
            },
            ("system", _) => Doer::System {
                reason: author("reason"),
            },
            (kind, _) => return Err(DbError::Unreadable(format!("an actor of the kind {kind}"))),
        };
        let name = details.get("target_name").and_then(Value::as_str);
        let name = name.map(str::to_owned).or(self.target_now);
        let aim = self.target_kind.zip(self.target_id);
        Ok(Logged {
            id: self.id,
            at: self.at,
            read_at: self.read_at,
            doer,
            action: self.action,
            aim: aim.map(|(kind, id)| Aim { kind, id, name }),
            details,
            state,
            seal: self.seq,
        })
    }
}

/// What is left of them, and why no more is.
fn read_details(columns: Option<(Value, Vec<u8>)>) -> (Map<String, Value>, DetailsState) {
    let Some((details, salt)) = columns else {
        return (Map::new(), DetailsState::Lost);
    };
    let stored = Stored { salt, details };
    if stored.are_erased() {
        return (Map::new(), DetailsState::Erased);
    }
    match stored.details {
        // Every entry says at least who its author was.
        Value::Object(details) if !details.is_empty() => (details, DetailsState::Kept),
        _ => (Map::new(), DetailsState::Lost),
    }
}
