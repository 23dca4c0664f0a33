//! People from a file: brought, understood, tried, and then invited and changed.
//!
//! A file is read as it arrives and kept row by row. Whoever brought it says what its columns are; one job
//! then finds out what would become of each row, and another does just that, by the same actions that pages
//! use. `CheckJob` and `ApplyJob` are those jobs, `import_button` leads here, `remove_old` is for the cleaner,
//! and `forget` erases who is removed for good.

mod actions;
mod model;
mod store;
mod views;
pub mod web;
mod worker;

pub use store::forgetting::{forget, remove_old};
pub use views::import_button;
pub use worker::{ApplyJob, CheckJob};
