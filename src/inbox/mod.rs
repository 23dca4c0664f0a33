//! The agent's home: who is here, and what there is to do.

mod store;
mod views;
pub mod web;
