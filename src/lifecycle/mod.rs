//! Who leaves, who comes back, and who is removed for good: each in one transaction.
//!
//! Others may use `deactivate` with `Wishes`, for what is to become of what somebody leaves behind.

mod actions;
mod model;

pub use actions::{DeactivateError, Deactivated, deactivate};
pub use model::{Cover, Reports, Wishes};
