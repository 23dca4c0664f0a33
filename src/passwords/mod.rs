//! A forgotten password: asking for a link, and setting a new one with it.
//!
//! What is typed becomes a row of the outbox, whatever it is. Whether there is such a person is found
//! out by the worker that would write the mail, so no answer and no time tells. Others may use
//! `ResetMail`, to list it, `send_link` for an admin, `reset_link` with an operator's proof, and `replace`
//! once somebody has shown that the password is theirs to change.

mod actions;
mod mail;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{ResetLinkError, SendLinkError, replace, reset_link, send_link};
pub use mail::ResetMail;
