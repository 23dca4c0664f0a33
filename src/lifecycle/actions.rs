pub(super) mod deactivating;
pub(super) mod deleting;
pub(super) mod reactivating;
mod wishes;

pub use deactivating::{DeactivateError, deactivate};
pub use deleting::{DeleteError, delete};
pub use reactivating::{ReactivateError, reactivate};
pub use wishes::{Cover, Reports, Wishes};
