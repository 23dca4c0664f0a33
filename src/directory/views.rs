pub(super) mod bulk;
mod foot;
pub(super) mod lines;
mod list;
mod narrowing;
mod row;

pub(super) use list::{List, list};

const PATH: &str = "/settings/users";
