//! The chain of seals. A seal's hash covers the event, its place and the hash before it.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::types::{AuditEventId, WorkspaceId};

/// Changes with what is hashed, so that seals of two kinds can't be mistaken for each other.
const SEAL: &[u8] = b"muster audit seal 1";
const ORIGIN: &[u8] = b"muster audit origin 1";

/// What is sealed: all of an event's columns.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub workspace: WorkspaceId,
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub target_kind: Option<String>,
    pub target_id: Option<Uuid>,
    pub digest: Vec<u8>,
}

/// What the first seal of a workspace follows.
pub(super) fn origin(workspace: WorkspaceId) -> Vec<u8> {
    Fields::new(ORIGIN)
        .bytes(workspace.as_uuid().as_bytes())
        .hash()
}

pub(super) fn hash(seq: i64, event: &Event, previous: &[u8]) -> Vec<u8> {
    let actor = event.actor_id.as_ref().map(Uuid::as_bytes);
    let target = event.target_id.as_ref().map(Uuid::as_bytes);
    Fields::new(SEAL)
        .bytes(event.workspace.as_uuid().as_bytes())
        .bytes(&seq.to_be_bytes())
        .bytes(event.id.as_uuid().as_bytes())
        // PostgreSQL's resolution.
        .bytes(&event.at.timestamp_micros().to_be_bytes())
        .bytes(event.actor_kind.as_bytes())
        .maybe(actor.map(<[u8; 16]>::as_slice))
        .bytes(event.action.as_bytes())
        .maybe(event.target_kind.as_deref().map(str::as_bytes))
        .maybe(target.map(<[u8; 16]>::as_slice))
        .bytes(&event.digest)
        .bytes(previous)
        .hash()
}

/// Fields with their lengths, so that no two lists of them read alike.
struct Fields(Sha256);

impl Fields {
    fn new(tag: &[u8]) -> Self {
        Self(Sha256::new()).bytes(tag)
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    fn maybe(mut self, bytes: Option<&[u8]>) -> Self {
        self.0.update([u8::from(bytes.is_some())]);
        match bytes {
            Some(bytes) => self.bytes(bytes),
            None => self,
        }
    }

    fn hash(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashSet;

    use super::*;

    pub(in crate::audit) fn event(workspace: WorkspaceId, action: &str) -> Event {
        Event {
            workspace,
            id: AuditEventId::new(),
            at: DateTime::UNIX_EPOCH,
            actor_kind: "operator".to_owned(),
            actor_id: None,
            action: action.to_owned(),
            target_kind: None,
            target_id: None,
            digest: vec![7; 32],
        }
    }

    #[test]
    fn every_field_counts() {
        let id = Uuid::from_u128(7);
        let plain = event(WorkspaceId::from(Uuid::from_u128(1)), "user.renamed");
        let edits: [fn(&mut Event, Uuid); 10] = [
            |event, id| event.workspace = id.into(),
            |event, id| event.id = id.into(),
            |event, _| event.at += chrono::TimeDelta::microseconds(1),
            |event, _| event.actor_kind = "system".to_owned(),
            |event, id| event.actor_id = Some(id),
            |event, _| event.action = "user.created".to_owned(),
            |event, _| event.target_kind = Some(String::new()),
            |event, id| event.target_id = Some(id),
            |event, _| event.digest.clear(),
            // A boundary between two fields that moves.
            |event, _| {
                event.actor_kind = "operatoru".to_owned();
                event.action = "ser.renamed".to_owned();
            },
        ];
        let mut hashes: HashSet<_> = edits
            .iter()
            .map(|edit| {
                let mut edited = plain.clone();
                edit(&mut edited, id);
                hash(1, &edited, b"before")
            })
            .collect();
        hashes.insert(hash(1, &plain, b"before"));
        hashes.insert(hash(2, &plain, b"before"));
        hashes.insert(hash(1, &plain, b"another"));
        assert_eq!(hashes.len(), edits.len() + 3);
    }

    #[test]
    fn each_workspace_has_an_origin_of_its_own() {
        assert_ne!(origin(WorkspaceId::new()), origin(WorkspaceId::new()));
    }

    /// Written down: whoever changes this makes every chain in the world broken.
    #[test]
    fn a_hash_stays_what_it_is() {
        let mut event = event(WorkspaceId::from(Uuid::from_u128(1)), "user.renamed");
        event.id = Uuid::from_u128(2).into();
        event.target_kind = Some("user".to_owned());
        event.target_id = Some(Uuid::from_u128(3));
        let hash = hash(1, &event, &origin(event.workspace));
        assert_eq!(
            crate::types::hex(&hash),
            "a07ada0ef90a45c84dee93ba3175df7e16326bc1064f7bef4900e810df501473"
        );
    }
}
