//! Mailed links: one kind for resets, invitations and changed addresses.
//!
//! A token is derived from the server's key and its row, so it can be written into a mail again and
//! again, and a stolen database opens nothing. Of several for one purpose and subject only the newest
//! is open. Looking at one changes nothing; `spend` uses it up, once.

mod link;
mod maker;
mod purpose;
mod store;

pub use link::{Dead, Found, Link, Redeemable, Spent};
pub use maker::{LinkFor, Links, Minted};
pub use purpose::Purpose;
pub use store::{
    forget, is_open, look_up, minted_since, remove_dead, spend, subject_of, wait_for_another,
    withdraw, withdraw_all_of,
};
