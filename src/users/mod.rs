//! People of a workspace: who they are, and the list of them.
//!
//! Others may use `insert_active`, for the first owner, and `names` with `rename_yourself`, for one's
//! own page.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::rename_yourself;
pub use model::Names;
pub use store::{NewActiveUser, insert_active, names};
