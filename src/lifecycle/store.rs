pub(super) mod affected;
