pub(super) mod bulk;
pub(super) mod lines;
mod list;
mod narrowing;

pub(super) use list::{List, Row, list};

const PATH: &str = "/settings/users";
