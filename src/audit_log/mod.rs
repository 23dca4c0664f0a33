//! Settings → Audit log: the entries as sentences, narrowed by person, action and day, each with what
//! it changed, and as a file.
//!
//! `audit` records them. `Logged` is an entry as it is read again; in `views`, `sentence` tells each
//! kind in words and `changes` field by field. Others may use `activity` with `activity_lines`, to show
//! what somebody did lately and what was done to them.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{Activity, activity};
pub use views::activity_lines;
