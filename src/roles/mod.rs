//! Roles: named sets of permissions in each workspace, and who has which.
//!
//! Others may use `insert_builtin`, for a new workspace; `landing`, for somebody's start in it; `name`,
//! `all`, `of_user`, `ids_of`, `union`, `top_rank`, `offered_to` and `HIGHEST_FIRST`, to show roles, what they add
//! up to and which may be given; `role_boxes`, to tick them; `role_cell`, to change the only one in a
//! list; `assign` with `Reassignment`, to give them; `assign_to_invited` and `count_joiner`, for who is
//! invited and comes; `leave` with `is_only_owner`, and `come_back`, for who is deactivated and
//! reactivated; `give_ownership`, for the operator.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{
    AssignError, Reassignment, assign, assign_to_invited, come_back, count_joiner, give_ownership,
    leave,
};
pub use model::{Role, offered_to, top_rank, union};
pub use store::definitions::{all, ids_of, name, of_user};
pub use store::holders::is_only_owner;
pub use store::{BuiltinRoles, HIGHEST_FIRST, insert_builtin, landing};
pub use views::{RoleBoxes, RoleCell, role_boxes, role_cell};
