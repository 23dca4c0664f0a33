//! How often somebody may be wrong: a password is tried a few times, and then there is a wait.
//!
//! Others may use `network_waits` and `begin` before they check a password, and then `failed` or
//! `succeeded`; `ask_for_mail` before a stranger has a mail written, and
//! `try_mail_server` before somebody tries theirs. The cleaner
//! uses `remove_old`.

mod actions;
mod model;
mod store;

pub use actions::{ask_for_mail, begin, failed, network_waits, succeeded, try_mail_server};
pub use model::{Attempt, Browser};
pub use store::remove_old;
