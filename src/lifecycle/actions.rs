pub(super) mod deactivating;
pub(super) mod reactivating;

pub use deactivating::{DeactivateError, Deactivated, deactivate};
pub use reactivating::{ReactivateError, reactivate};
