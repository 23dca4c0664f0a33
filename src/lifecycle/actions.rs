mod deactivating;

pub use deactivating::{DeactivateError, Deactivated, deactivate};
