//! Departments: where people sit in the organisation. They nest.
//!
//! Others may use `all` with `Tree`, to show them in order; `department_choices`, to choose one; `of_user`
//! and `move_to`, for the one that somebody is in; `headed` and
//! `forget_heads`, before people are removed.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{MoveError, move_to};
pub use model::{Department, Tree};
pub use store::definitions::{all, forget_heads, headed, of_user};
pub use views::department_choices;
