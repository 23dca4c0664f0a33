//! API keys: how programs act, in the right of whoever made the key or took it over, and within what was
//! chosen for it.
//!
//! A key that is used is read by `access`, as a session is. Here is who makes, takes over and revokes them,
//! and what a program is told of its own.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{KeyError, NewKey, create, revoke, take_over};
pub use model::{ApiKey, Standing};
