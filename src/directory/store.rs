pub(super) mod choices;
pub(super) mod list;
