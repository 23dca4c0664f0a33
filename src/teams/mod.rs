//! Teams: who conversations are assigned to, and who is in which.
//!
//! Others may use `all` and `of_user`, to show teams; `TeamBoxes` with `team_boxes`, to tick them.

mod model;
mod store;
mod views;

pub use model::{Strategy, Team};
pub use store::{all, of_user};
pub use views::{TeamBoxes, team_boxes};
