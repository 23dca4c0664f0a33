//! People as other features need them: who somebody is, whether they are within reach of who acts on
//! them, and finding them as a name is typed.
//!
//! Others may use `somebody` and `several`, to act on people; `beyond`, for the ceiling over many at
//! once; `Called`, for what they are told to be; `PersonPicker` with `person_picker`, to choose one in a form, and `find`, for what it shows.

mod model;
mod store;
mod views;
pub mod web;

pub use model::{Called, Found, Somebody};
pub use store::{MOST_FOUND, beyond, find, found, several, somebody};
pub use views::{PersonPicker, person_picker};
