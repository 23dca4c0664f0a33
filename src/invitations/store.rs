pub(super) mod history;
pub(super) mod listed;
pub(super) mod listing;
pub(super) mod needs;
pub(super) mod open;
pub(super) mod people;
pub(super) mod tally;
pub(super) mod writing;
