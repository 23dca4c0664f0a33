//! Demo data: a company of any size that never was, for `muster seed`.
//!
//! `model` makes it up, the same for the same seed; `actions` puts all of it into a workspace, or none. What
//! is there already stays. Every person gets the same password, whose hash is made once.

mod actions;
mod model;
mod store;

pub use actions::{SeedError, Seeding, seed};
pub use model::{Made, There, Wish};
pub use store::there;
