pub(super) mod accepting;
pub(super) mod acting;
pub(super) mod inviting;
pub(super) mod onboarding;
pub(super) mod pending;
