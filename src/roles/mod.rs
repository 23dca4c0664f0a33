//! Roles: named sets of permissions in each workspace, and who has which.
//!
//! Others may use `insert_builtin`, for a new workspace; `landing`, for somebody's start in it; `name`,
//! `of_user`, `union` and `HIGHEST_FIRST`, to show roles and what they add up to; `give_ownership`, for
//! the operator.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{AssignError, give_ownership};
pub use model::{Role, union};
pub use store::definitions::{name, of_user};
pub use store::{BuiltinRoles, HIGHEST_FIRST, insert_builtin, landing};
