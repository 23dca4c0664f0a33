pub(super) mod definitions;
pub(super) mod people;
