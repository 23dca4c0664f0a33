//! Another address for somebody: asked for by themselves or by an admin, and theirs once a link that was
//! mailed to it is opened.
//!
//! The link's subject is the person. Others may use `awaited`, for what a page says of one that waits,
//! with `awaited_lines` to show it; `withdraw`, once an account is taken from whoever else may have had it;
//! `withdraw_asked_by`, when somebody leaves; and `kinds`, to list its mails.

mod actions;
mod mail;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{withdraw, withdraw_asked_by};
pub use mail::kinds;
pub use model::Awaited;
pub use store::awaited;
pub use views::awaited_lines;
