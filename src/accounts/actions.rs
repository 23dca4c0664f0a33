mod editing;
mod standing;

pub(super) use editing::{EditError, edit};
pub(super) use standing::{StandingError, end_session, set_beta, sign_out};
