//! Settings → Audit log: the entries as sentences, narrowed by person, action and day, each with what
//! it changed, and as a file.
//!
//! `audit` records them. `Logged` is an entry as it is read again; in `views`, `sentence` tells each
//! kind in words and `changes` field by field.

mod actions;
mod model;
mod store;
mod views;
pub mod web;
