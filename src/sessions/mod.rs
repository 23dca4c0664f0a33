//! Sessions: signing in and out, an opaque token in a signed cookie, and the row that decides what
//! it is worth.
//!
//! Others may use `start` once they know who somebody is, `Sensitive` for the form of a sensitive
//! step, `confirm_in_form` where the password is asked for by itself, `end_others` and `end_all`,
//! `forget` before somebody is removed, and `open` with `device` to show somebody's sessions with
//! `end_of` to end one of them. The cleaner uses `remove_ended`.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{ConfirmedPassword, SignInError, end_others, start};
pub use model::device;
pub use store::{OpenSession, end_all, end_of, forget, open, remove_ended};
pub use web::{Confirmation, Judges, Sensitive, confirm_in_form};
