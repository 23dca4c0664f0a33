//! One's own page: names, password, and where one is signed in.

mod actions;
mod views;
pub mod web;
