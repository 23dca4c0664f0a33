//! A workspace: made with its first owner, found by its address, given a plan, with settings of its
//! own.
//!
//! Others may use `create` and `set_plan` with an operator's proof, `list` and `by_slug`;
//! `HelpGoesTo` is who is told when invitations need help.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{CreateError, FirstOwner, NewWorkspace, create, set_plan};
pub use model::HelpGoesTo;
pub use store::{WorkspaceLine, by_slug, list, miscounted_owners, one_at_a_time};
