//! People of a workspace: what they are called, how many there are, and the frame of the pages that list
//! them.
//!
//! Others may use `insert_active`, for who needs no invitation; `names`, `rename` and `rename_yourself`,
//! for what they are called, with `names_may_change`; what `store::joining` has, for who is invited, and `store::leaving`, for
//! who goes; what `store::attention` has, for whom somebody should look at; and `framed` with `counts`,
//! for the tabs that list them. The command line uses `recover_owner`, and `muster doctor` `miscounted`.

mod actions;
mod model;
mod store;
mod views;

pub use actions::{RecoverError, recover_owner, rename, rename_yourself};
pub use model::{Counts, NamesStay, Tab, names_may_change};
pub use store::attention::{LONG_AGO, MANAGER_LEFT, in_no_team, not_seen};
pub use store::counts::{count, counts, miscounted};
pub use store::joining::{
    Known, NewPendingUser, activate, addresses, insert_pending, known, remove_pending,
};
pub use store::leaving::{deactivate, reactivate, remove};
pub use store::{NewActiveUser, PasswordBy, insert_active, names};
pub use views::{ATTENTION, Framed, framed, seats_part};
