//! Every component in every state on one page, for whoever works on them.
//!
//! It is what the visual checks look at. Nothing here is used by another feature, and nothing of it
//! exists outside development.

mod views;
pub mod web;
