//! What is to become of what somebody leaves behind.

use crate::api_keys::KeysLeft;
use crate::invitations::Leavings;
use crate::types::{TeamId, UserId};

/// As somebody chose it. Where nobody chose, reports move up, teams stay as they are, open invitations
/// become those of who deactivates, and keys stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub reports: Reports,
    /// Who joins the teams that would have no member left.
    pub covers: Vec<Cover>,
    pub invitations: Leavings,
    pub keys: KeysLeft,
}

/// Whom those report to from now on who reported to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reports {
    #[default]
    MoveUp,
    HandTo(UserId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    pub team: TeamId,
    pub by: UserId,
}
