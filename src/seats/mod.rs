//! Seats: what a plan counts. An active user has one, and so has somebody whose invitation is open.
//!
//! Whoever fills one holds the workspace alone and asks `room_for` first; `in_use` is for showing.

mod actions;
mod model;
mod store;

pub use actions::{SeatError, room_for, room_for_joiner};
pub use model::{NoSeat, Plan, Seats};
pub use store::in_use;
