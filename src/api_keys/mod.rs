//! API keys: how programs act, in the right of whoever made the key or took it over, and within what was
//! chosen for it.
//!
//! A key that is used is read by `access`, as a session is. Here is who makes, takes over and revokes them,
//! and what a program is told of its own.
//!
//! Others may use `leave` with `KeysLeft` and `of_leaver`, for the keys of somebody who leaves; `forget`,
//! before somebody is removed; and `needs`, for those that somebody should look at. The cleaner uses
//! `remove_over`.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{
    KeyError, KeysLeft, LeaveError, NewKey, OfLeaver, create, leave, of_leaver, revoke, take_over,
};
pub use model::{ApiKey, LONG_UNUSED, Standing};
pub use store::ending::{forget, remove_over};
pub use store::listed::{Needs, needs};
