mod assigning;
mod defining;
mod deleting;

pub use assigning::{AssignError, assign, give_ownership};
pub(super) use defining::{DefineError, create, edit};
pub(super) use deleting::{DeleteError, delete};

use super::model::AboveReach;
use crate::access::{AboveCeiling, Attempt, Granted, Refusal};

/// The refusal of what goes beyond what its author holds.
fn above<R>(by: &Granted<R>, ceiling: &AboveCeiling, attempt: Attempt) -> Refusal {
    by.refused(ceiling.first(), attempt)
}

impl AboveReach {
    fn ceiling(&self) -> &AboveCeiling {
        match self {
            Self::Target(ceiling) | Self::Given(ceiling) => ceiling,
        }
    }
}
