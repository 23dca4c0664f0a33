//! New user: an account with a first password that somebody else thinks of, for who can't be mailed an
//! invitation first. It has to be replaced at the first sign-in.
//!
//! Others may use `WelcomeMail`, to list it.

mod actions;
mod mail;
mod store;
mod views;
pub mod web;

pub use mail::WelcomeMail;
