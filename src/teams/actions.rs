mod amending;
mod deleting;
mod membership;

pub use amending::DefineError;
pub(super) use amending::{Amended, amend, create};
pub use deleting::DeleteError;
pub(super) use deleting::delete;
pub use membership::{TeamChange, TeamsError, change, place};
