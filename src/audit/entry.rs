use serde_json::{Map, Value};
use uuid::Uuid;

use super::Action;
use crate::access::{Attempt, Target, Tried};
use crate::types::UserId;

/// What happened; everything but the action and the target goes into the details.
#[derive(Debug)]
pub struct Entry {
    pub(super) action: Action,
    pub(super) target: Option<Target>,
    pub(super) details: Map<String, Value>,
    /// Whom the details name beside the author and the target.
    pub(super) mentions: Vec<UserId>,
}

impl Entry {
    pub fn new(action: Action) -> Self {
        Self {
            action,
            target: None,
            details: Map::new(),
            mentions: Vec::new(),
        }
    }

    /// The name is the one it had at the time, so that the entry still reads well later.
    #[must_use]
    pub fn on(mut self, target: Target, name: &str) -> Self {
        self.target = Some(target);
        self.with("target_name", name)
    }

    /// On somebody who has no name any more.
    #[must_use]
    pub fn on_nameless(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// The details name these people, so a deletion of one of them erases the details.
    #[must_use]
    pub fn mentioning(mut self, people: impl IntoIterator<Item = UserId>) -> Self {
        self.mentions.extend(people);
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// What somebody tried who may not.
    #[must_use]
    pub(super) fn trying(self, attempt: Attempt) -> Self {
        let entry = match attempt.on {
            Some((target, name)) => self.on(target, &name),
            None => self,
        };
        let entry = entry
            .with("tried", attempt.tried.as_str())
            .with("limit", attempt.limit.as_str());
        if attempt.roles.is_empty() {
            return entry;
        }
        entry.with("roles", attempt.roles)
    }

    /// Details that don't tell one attempt from another. Whoever makes a role may call it anything,
    /// and so could write as many entries as they think of names.
    pub(super) fn passing_details(&self) -> Vec<&'static str> {
        let makes_a_role = self
            .details
            .get("tried")
            .is_some_and(|tried| tried == Tried::MakeRole.as_str());
        if makes_a_role {
            vec!["author", "target_name", "roles"]
        } else {
            vec!["author", "target_name"]
        }
    }

    /// A change of one value.
    #[must_use]
    pub fn changed(self, name: &'static str, before: &str, after: &str) -> Self {
        if before == after {
            return self;
        }
        self.with(
            name,
            serde_json::json!({ "before": before, "after": after }),
        )
    }
}

impl Target {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Workspace(_) => "workspace",
            Self::User(_) => "user",
            Self::Role(_) => "role",
            Self::Session(_) => "session",
            Self::Team(_) => "team",
            Self::Department(_) => "department",
            Self::Position(_) => "position",
            Self::ApiKey(_) => "api_key",
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Workspace(id) => id.as_uuid(),
            Self::User(id) => id.as_uuid(),
            Self::Role(id) => id.as_uuid(),
            Self::Session(id) => id.as_uuid(),
            Self::Team(id) => id.as_uuid(),
            Self::Department(id) => id.as_uuid(),
            Self::Position(id) => id.as_uuid(),
            Self::ApiKey(id) => id.as_uuid(),
        }
    }
}
