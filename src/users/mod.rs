//! People of a workspace: who they are, and what they may change about themselves.
//!
//! Others may use `insert_active`, for the first owner.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use store::{NewActiveUser, insert_active};
