//! What needs attention: what somebody who looks after people should look at, and where.
//!
//! The page has it alone; the list of people asks for it once the list is there (`users::framed` has the
//! place for it).

mod model;
mod store;
mod views;
pub mod web;
