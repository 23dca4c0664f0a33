mod assigning;
mod defining;
mod deleting;
mod leaving;

pub use assigning::{
    AssignError, Reassignment, assign, assign_to_invited, count_joiner, give_ownership,
};
pub(super) use defining::{DefineError, create, edit, spares_who_holds_more};
pub(super) use deleting::{DeleteError, MOST_REPLACED, delete};
pub use leaving::{come_back, leave};

use super::model::AboveReach;
use crate::access::{AboveCeiling, Attempt, Granted, Refusal};

/// The refusal of what goes beyond what its author holds.
fn above<R>(by: &Granted<R>, ceiling: &AboveCeiling, attempt: Attempt) -> Refusal {
    by.refused(ceiling.weightiest(), attempt)
}

impl AboveReach {
    fn ceiling(&self) -> &AboveCeiling {
        match self {
            Self::Target(ceiling) | Self::Given(ceiling) => ceiling,
        }
    }
}
