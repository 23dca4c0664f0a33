mod asking;
mod confirming;

pub use asking::awaited_lines;
pub(super) use asking::{Asking, Whom, asking};
pub(super) use confirming::{confirm, dead, taken, unknown};
