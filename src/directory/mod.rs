//! The directory: everybody who can sign in, and everybody who could, as a list.
//!
//! Its address shows the invitations' tab too, which is theirs.
//!
//! Others may use `seek` with `Sought`, to find people as a program asks for them.

mod actions;
mod model;
mod store;
mod views;
pub mod web;
mod worker;

pub use actions::{Sought, seek};
pub use store::list::ListError;
pub use worker::BulkJob;
