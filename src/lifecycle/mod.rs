//! Who leaves, who comes back, and who is removed for good: each in one transaction.
//!
//! Others may use `deactivate` with `Wishes`, for what is to become of what somebody leaves behind;
//! `reactivate` and `delete`; and `lifecycle_buttons`, for somebody's page.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{
    Cover, DeactivateError, DeleteError, ReactivateError, Reports, Wishes, deactivate, delete,
    reactivate,
};
pub use views::{Standing, lifecycle_buttons};
