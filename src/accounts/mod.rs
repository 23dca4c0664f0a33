//! Somebody's page: who they are, where they sit, what they may do, and the form that changes it.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;
