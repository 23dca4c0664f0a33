//! Invitations: from an address to somebody who has signed in.
//!
//! Who is invited is a pending user with an open invitation, whose link is mailed or copied. It can be
//! sent again, edited and cancelled until it is accepted. What it offers, its roles, hangs on that user.
//! Its mails go through the outbox, which also knows what became of them. The users page shows
//! `pending_tab` and `invite_button`; `invite` makes some, as many as `today` still leaves, and `edit` changes
//! one; `needs` says how many somebody should look at; `leave` says what
//! becomes of those that somebody sent who leaves, `sent_by_leaver` which they are, and `forget` erases
//! who is removed.

mod actions;
pub mod api;
mod mail;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{
    ActError, DepartmentChange, Edit, EditError, InviteError, Invited, Invitee, Leavings, Letter,
    NewInvitations, Outcome, SeenDepartment, SentByLeaver, Taker, Today, edit, invite, leave,
    sent_by_leaver, today,
};
pub use api::InvitationBrief;
pub use mail::kinds;
pub use model::Addressed;
pub use store::history::briefs_of;
pub use store::listing::open_of;
pub use store::needs::{Needs, needs};
pub use store::writing::forget;
pub use views::inviting::invite_button;
pub use web::{Polled, Sought, pending_tab};
