//! People of a workspace: who they are, and the list of them.
//!
//! Others may use `insert_active`, for the first owner; `names` with `rename_yourself`, for one's own
//! page; what `store::joining` has, for who is invited; and `framed` with `counts`, for the tab that lists
//! them. The command line uses `recover_owner`.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{RecoverError, recover_owner, rename_yourself};
pub use model::{Counts, Names, Tab};
pub use store::counts::counts;
pub use store::joining::{
    Known, NewPendingUser, activate, addresses, insert_pending, known, remove_pending,
};
pub use store::{NewActiveUser, insert_active, names};
pub use views::frame::{Framed, framed, seats_part};
