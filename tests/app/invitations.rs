//! Invitations, from an address to somebody who has signed in.

mod accepting;
mod inviting;
mod mails;
mod onboarding;
mod pending;
mod placing;
mod races;
mod secrets;
