pub(super) mod log;
pub(super) mod logged;
pub(super) mod people;
mod row;
