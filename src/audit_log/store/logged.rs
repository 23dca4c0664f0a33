//! An entry as it is read again.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::audit::Action;
use crate::types::{ApiKeyId, AuditEventId, UserId};

/// Whoever can't be named any more: the account was deleted, and the names in the log with it.
pub(in crate::audit_log) const FORMER: &str = "Former user";

#[derive(Clone, Debug)]
pub(in crate::audit_log) struct Logged {
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    /// When it was read, to say how long ago it was.
    pub read_at: DateTime<Utc>,
    pub doer: Doer,
    /// As it is stored: a newer Muster may have written one that isn't known here.
    pub action: String,
    pub aim: Option<Aim>,
    /// Empty unless they are kept.
    pub details: Map<String, Value>,
    pub state: DetailsState,
    /// Its number in the chain, once it is sealed.
    pub seal: Option<i64>,
}

/// What became of an entry's details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit_log) enum DetailsState {
    Kept,
    /// With an account that they were about.
    Erased,
    /// Somebody tampered; `muster audit verify` names the entry.
    Lost,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::audit_log) enum Doer {
    Person {
        id: UserId,
        name: String,
    },
    /// A program, with a key of this name.
    Key {
        id: ApiKeyId,
        name: Option<String>,
    },
    /// At the server's command line.
    Operator {
        command: Option<String>,
    },
    /// Muster itself.
    System {
        reason: Option<String>,
    },
}

/// On whom or what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::audit_log) struct Aim {
    pub kind: String,
    pub id: Uuid,
    /// What it was called then. Somebody whose name was erased is called what they are called now.
    pub name: Option<String>,
}

impl Logged {
    pub fn known_action(&self) -> Option<Action> {
        self.action.parse().ok()
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.details.get(field)?.as_str()
    }

    pub fn number(&self, field: &str) -> Option<i64> {
        self.details.get(field)?.as_i64()
    }

    /// One side of a change: `before` or `after`.
    pub fn side(&self, field: &str, side: &str) -> Option<&Value> {
        self.details.get(field)?.get(side)
    }

    pub fn ip(&self) -> Option<&str> {
        self.of_author("ip")
    }

    pub fn user_agent(&self) -> Option<&str> {
        self.of_author("user_agent")
    }

    fn of_author(&self, field: &str) -> Option<&str> {
        self.details.get("author")?.get(field)?.as_str()
    }

    /// Whether somebody did it to themselves.
    pub fn is_on_doer(&self) -> bool {
        match (&self.doer, &self.aim) {
            (Doer::Person { id, .. }, Some(aim)) => id.as_uuid() == aim.id,
            _ => false,
        }
    }
}

impl Doer {
    pub fn id(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Key { .. } | Self::Operator { .. } | Self::System { .. } => None,
        }
    }

    /// In a column of its own.
    pub fn words(&self) -> String {
        match self {
            Self::Person { name, .. } => name.clone(),
            Self::Key {
                name: Some(name), ..
            } => format!("The API key {name}"),
            Self::Key { name: None, .. } => "An API key".to_owned(),
            Self::Operator { command: None } => "The operator".to_owned(),
            Self::Operator {
                command: Some(command),
            } => format!("The operator (muster {command})"),
            Self::System { .. } => self.subject(),
        }
    }

    /// As a sentence begins.
    pub fn subject(&self) -> String {
        match self {
            Self::Person { name, .. } => name.clone(),
            Self::Key { .. } => self.words(),
            Self::Operator { .. } => "The operator".to_owned(),
            Self::System { reason } => match reason.as_deref() {
                Some("setup") => "The first setup".to_owned(),
                // Nobody is signed in yet, so nobody knows who it was.
                Some("sign-in") => "Somebody".to_owned(),
                _ => "Muster".to_owned(),
            },
        }
    }
}

impl Aim {
    pub fn is_user(&self) -> bool {
        self.kind == "user"
    }

    /// What it is called, or what it is.
    pub fn words(&self) -> String {
        match (self.name.as_deref(), self.kind.as_str()) {
            (Some(name), _) if !name.is_empty() => name.to_owned(),
            (_, "user") => FORMER.to_owned(),
            (_, kind) => format!("a {kind}"),
        }
    }
}
