//! The first workspace: made on a page that exists while there is none, by who has read the server's
//! first lines.
//!
//! Others may use `SetupToken`, to print it, and `is_needed`.

mod actions;
mod store;
mod views;
pub mod web;

pub use actions::SetupToken;
pub use store::is_needed;
