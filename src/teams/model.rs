use crate::types::{TeamId, Title, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: Title,
    /// `None` until somebody chooses one.
    pub strategy: Option<Strategy>,
    /// One of its members.
    pub lead: Option<UserId>,
    /// Grows with every change.
    pub version: i32,
}

/// How conversations find somebody in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    RoundRobin,
    LoadBalanced,
    Manual,
}

impl Strategy {
    pub const ALL: [Self; 3] = [Self::RoundRobin, Self::LoadBalanced, Self::Manual];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::LoadBalanced => "load_balanced",
            Self::Manual => "manual",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::RoundRobin => "Round robin",
            Self::LoadBalanced => "Load balanced",
            Self::Manual => "Manual",
        }
    }

    /// `None` if it is none of them.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.as_str() == text)
    }
}
