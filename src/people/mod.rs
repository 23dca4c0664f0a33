//! People as other features need them: who somebody is, whether they are within reach of who acts on
//! them, and finding them as a name is typed.
//!
//! Others may use `somebody` and `several`, to act on people, and `lock` before they change one; `beyond`,
//! for the ceiling over many at once, with `BELOW` for those who report to one; `Change`, for what a page
//! offers about one; `Called`, for what they are told to be; `PersonPicker` with `person_picker`, to choose
//! one in a form, and `find`, for what it shows.

mod model;
mod store;
mod views;
pub mod web;

pub use model::{Called, Change, Found, Somebody};
pub use store::{BELOW, MOST_FOUND, beyond, find, found, lock, several, somebody};
pub use views::{ABOVE, PersonPicker, offered, person_picker};
