//! One's own page: names, password, what one is mailed, and where one is signed in.

mod actions;
mod store;
mod views;
pub mod web;
