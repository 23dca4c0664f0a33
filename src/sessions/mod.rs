//! Sessions: an opaque token in a signed cookie, and the row that decides what it is worth.
//!
//! Others may use `start`, once they know who somebody is.

mod actions;
mod store;
pub mod web;

pub use actions::start;
