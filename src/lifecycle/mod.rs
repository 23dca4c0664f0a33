//! Who leaves, who comes back, and who is removed for good: each in one transaction.
//!
//! Others may use `deactivate` with `Wishes`, for what is to become of what somebody leaves behind;
//! `reactivate`; and `lifecycle_buttons`, for somebody's page.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{DeactivateError, Deactivated, ReactivateError, deactivate, reactivate};
pub use model::{Cover, Reports, Wishes};
pub use views::{Standing, lifecycle_buttons};
