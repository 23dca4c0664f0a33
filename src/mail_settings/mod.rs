//! Settings, Email: by which mail server a workspace sends, and as whom.
//!
//! Whoever controls that server reads every link that is mailed, so only an Owner changes it. How it
//! is used stands in `mail`.

mod actions;
mod mail;
mod store;
mod views;
pub mod web;
