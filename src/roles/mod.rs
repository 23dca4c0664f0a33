//! Roles: named sets of permissions in each workspace, and who has which.
//!
//! Others may use `insert_builtin`, for a new workspace; `landing`, for somebody's start in it; `all`,
//! `of_user` and `HIGHEST_FIRST`, to show roles; `give_ownership`, to change who has them.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{AssignError, give_ownership};
pub use model::{Role, union};
pub use store::definitions::{name, of_user};
pub use store::{BuiltinRoles, HIGHEST_FIRST, insert_builtin, landing};
