pub(super) mod listing;
pub(super) mod open;
pub(super) mod people;
pub(super) mod writing;
