//! The directory: everybody who can sign in, and everybody who could, as a list.
//!
//! Its address shows the invitations' tab too, which is theirs.

mod actions;
mod model;
mod store;
mod views;
pub mod web;
mod worker;

pub use worker::BulkJob;
