//! Positions: planned seats of the org chart, into which somebody can be invited.
//!
//! Others may use `open`, for the chart; `find`, `fill`, `reopen` and `close`, for who invites into one
//! and what becomes of that; `move_up`, for what is left below somebody who leaves.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{FillError, fill};
pub use model::Position;
pub use store::{close, find, move_up, open, reopen};
