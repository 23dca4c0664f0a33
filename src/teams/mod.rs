//! Teams: who conversations are assigned to, and who is in which.
//!
//! Others may use `all` and `of_user`, to show teams; `TeamBoxes` with `team_boxes`, to tick them, and
//! `change`, for what was ticked; `place`, for newcomers, `led` with `forget`, for who never comes, and with
//! `give_up_leads`, for who leaves.

mod actions;
pub mod api;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{TeamChange, TeamsError, change, place};
pub use model::Team;
pub use store::members::{forget, give_up_leads, led};
pub use store::{all, of_user};
pub use views::{TeamBoxes, team_boxes};
