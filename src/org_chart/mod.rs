//! The org chart: who reports to whom, drawn and as a list, for any number of people. Only what is open
//! is read, level by level.
//!
//! It shows names, departments and who is away, and neither addresses nor roles: whoever may read teams
//! may read it.

mod actions;
mod model;
mod store;
mod views;
pub mod web;
