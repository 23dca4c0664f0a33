pub(super) mod bulk;
pub(super) mod choices;
pub(super) mod export;
pub(super) mod list;
