//! Long work that somebody asked for, done in the background by whichever server is free.
//!
//! A feature describes a kind of work by `JobKind` and asks for some with `ask`, parted so that a part
//! fits into a transaction: it is done as a whole, with what the job then says of itself, or not at all.
//! A server that dies holds its part up for as long as its lease; then another one goes on. `work` is
//! what a worker repeats, `find` what a page shows, and `note` keeps the outcome of what was done at once.

mod actions;
mod model;
mod store;
mod worker;

pub use actions::{Asked, ask, note};
pub use model::State;
pub use store::{Job, Progress, find, remove_finished, unfinished};
pub use worker::{JobKind, JobKinds, Step, work};
