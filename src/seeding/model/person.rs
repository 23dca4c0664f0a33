//! One made-up person.

use chrono::{DateTime, Utc};

/// Whether somebody came, and is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Active {
        since: DateTime<Utc>,
    },
    Inactive {
        since: DateTime<Utc>,
        left: DateTime<Utc>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    Here,
    UntilTheySay,
    Until(DateTime<Utc>),
}

/// A person by their number, with others by theirs. Roles and places are by their place in the lists of
/// `company`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub number: u32,
    pub email: String,
    pub full_name: String,
    pub display_name: String,
    pub standing: Standing,
    pub created_at: DateTime<Utc>,
    /// `None` for who never was.
    pub seen_at: Option<DateTime<Utc>>,
    pub away: Away,
    pub beta_access: bool,
    pub rights: Rights,
    pub manager: Option<u32>,
    pub reports: i32,
    /// Their manager left, and nobody has looked.
    pub moved_up_at: Option<DateTime<Utc>>,
    pub department: Option<usize>,
    pub teams: Vec<usize>,
}

/// One built-in role, a custom one, or an agent's and a custom one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    Owner,
    Admin,
    Supervisor,
    Agent,
    Custom(usize),
    AgentAnd(usize),
}

impl Standing {
    pub fn is_active(self) -> bool {
        matches!(self, Self::Active { .. })
    }

    pub fn since(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Pending => None,
            Self::Active { since } | Self::Inactive { since, .. } => Some(since),
        }
    }

    pub fn left(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Inactive { left, .. } => Some(left),
            _ => None,
        }
    }
}
