//! Mail: a row in the transaction of what it announces, and workers that send what is due.
//!
//! A feature describes its mails by `MailKind`: from the ids in a row to words, at the moment of
//! sending, or to the news that there is no longer a reason to send. `enqueue` is the only way to
//! send one. What a mail looks like is decided here, in one place for all of them. A workspace that
//! has a mail server of its own (`OwnServer`) sends by that and never by the server's.

mod compose;
mod content;
mod conversation;
mod delivery;
mod html;
mod kind;
mod line;
mod locked;
mod mailbox;
mod own_servers;
mod reach;
mod relay;
mod retry;
mod smtp;
mod store;
mod text;
mod trial;
mod views;
pub mod web;
mod worker;

pub use content::{Button, Message};
pub use delivery::{Delivery, Outgoing, Way};
pub use kind::{Desk, Letterhead, MailKind, Prepared, Queued};
pub use line::Line;
pub use locked::{LockedPassword, Unlockable};
pub use mailbox::Mailbox;
pub use own_servers::OwnServers;
pub use reach::{PrivateServers, Reach};
pub use relay::{MailHost, NoHost, OwnServer, Relay, Tls};
pub use smtp::{MailError, Smtp};
pub use store::{
    NewMail, enqueue, enqueue_all, enqueue_at_most, erase_recipients, letterhead, own_server,
    queued_about, remove_done, retry_now, stuck, written_about,
};
pub use trial::Trial;
pub use worker::Worker;
