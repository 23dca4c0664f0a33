//! How often somebody may be wrong: a password is tried a few times, and then there is a wait.
//!
//! Others may use `network_waits` and `begin` before they check a password, and then `failed` or
//! `succeeded`; and `ask_for_mail` before a stranger has a mail written. The cleaner
//! uses `remove_old`.

mod actions;
mod model;
mod store;

pub use actions::{ask_for_mail, begin, failed, network_waits, succeeded};
pub use model::{Attempt, Browser};
pub use store::remove_old;
