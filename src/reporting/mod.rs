//! Who reports to whom. Nobody reports to themselves, however far around, and nobody is left reporting
//! to who has left.
//!
//! Others may use `set_manager`, for who edits somebody; `leave`, before somebody goes, with `hand_over`
//! before it where it is chosen who takes their reports; `come_back`, before they are here again; `forget`,
//! before they are removed; `place`, for a newcomer with a manager; `path_up`, to find somebody in the
//! chart. `muster doctor` uses `miscounted`.

mod actions;
mod store;

pub use actions::{ReportError, come_back, hand_over, leave, place, set_manager};
pub use store::leaving::forget;
pub use store::{miscounted, path_up};
