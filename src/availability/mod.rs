//! Availability: whether somebody takes work, and until when they don't. An absence with an end is over
//! by itself: everything that shows one reads it by the clock.
//!
//! Others may use `set_own` with `AvailabilityForm` and `availability_fields`, for one's own page;
//! `availability_card` with `Change`, for somebody else's, and `set` with `Chosen`, to say it of them.

mod actions;
mod model;
mod store;
mod views;
pub mod web;

pub use actions::{SetError, set, set_own};
pub use model::{Change, Chosen};
pub use views::{AvailabilityCard, availability_card, availability_fields};
pub use web::AvailabilityForm;
