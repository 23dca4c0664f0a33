//! How often somebody may be wrong: a password is tried a few times, and then there is a wait.
//!
//! Others may use `begin` before they check a password, and then `failed` or `succeeded`. The cleaner
//! uses `remove_old`.

mod actions;
mod model;
mod store;

pub use actions::{begin, failed, succeeded};
pub use model::{Attempt, Browser};
pub use store::remove_old;
