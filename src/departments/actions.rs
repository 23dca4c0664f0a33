mod placing;

pub use placing::{MoveError, move_to};
