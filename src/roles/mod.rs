//! Roles: named sets of permissions, in each workspace.
//!
//! Others may use `insert_builtin`, for a new workspace.

mod store;

pub use store::{BuiltinRoles, insert_builtin};
