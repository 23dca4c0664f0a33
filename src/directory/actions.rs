pub(super) mod bulk;
