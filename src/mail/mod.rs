//! Mail: a row in the transaction of what it announces, and workers that send what is due.
//!
//! A feature describes its mails by `MailKind`: from the ids in a row to words, at the moment of
//! sending, or to the news that there is no longer a reason to send. `enqueue` is the only way to
//! send one. What a mail looks like is decided here, in one place for all of them.

mod compose;
mod content;
mod delivery;
mod html;
mod kind;
mod line;
mod mailbox;
mod retry;
mod smtp;
mod store;
mod text;
mod views;
pub mod web;
mod worker;

pub use content::{Button, Message};
pub use delivery::{Delivery, Outgoing};
pub use kind::{Desk, Letterhead, MailKind, Prepared, Queued};
pub use line::Line;
pub use mailbox::Mailbox;
pub use smtp::{MailError, Smtp};
pub use store::{
    NewMail, enqueue, enqueue_all, enqueue_at_most, queued_about, remove_done, sent_about,
};
pub use worker::Worker;
