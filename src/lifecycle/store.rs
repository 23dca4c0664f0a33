pub(super) mod addresses;
pub(super) mod affected;
