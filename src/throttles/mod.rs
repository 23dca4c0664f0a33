//! How often somebody may be wrong: a password is tried a few times, and then there is a wait.
//!
//! Others may use `begin` before they check a password and `succeeded` when it was right.

mod actions;
mod model;
mod store;

pub use actions::{begin, succeeded};
pub use model::{Attempt, Browser};
