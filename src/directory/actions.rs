pub(super) mod bulk;
mod seeking;

pub use seeking::{Sought, seek};
