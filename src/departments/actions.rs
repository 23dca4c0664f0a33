mod defining;
mod ending;
mod placing;

pub(super) use defining::{DefineError, create, edit};
pub(super) use ending::{EndError, delete, merge};
pub use placing::{MoveError, move_to};
