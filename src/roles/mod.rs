//! Roles: named sets of permissions, in each workspace.
//!
//! Others may use `insert_builtin`, for a new workspace, `landing`, for somebody's start in it, and
//! `HIGHEST_FIRST`, to list roles in their order.

mod store;

pub use store::{BuiltinRoles, HIGHEST_FIRST, insert_builtin, landing};
