//! Departments: where people sit in the organisation. They nest.
//!
//! Others may use `all` with `Tree`, to show them in order; `department_choices`, to choose one.

mod model;
mod store;
mod views;

pub use model::{Department, Tree};
pub use store::all;
pub use views::department_choices;
