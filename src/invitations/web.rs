mod accepting;
mod acting;
pub(super) mod inviting;
pub(super) mod onboarding;
mod pending;

pub(in crate::invitations) use self::inviting::whole_seconds;
pub(in crate::invitations) use self::pending::Tab;
pub use self::pending::{Polled, Sought, pending_tab};
use super::actions::{ActError, EditError, InviteError};
use crate::app::Routes;
use crate::departments::MoveError;
use crate::error::AppError;
use crate::teams::TeamsError;
pub(super) use accepting::JoinForm;

pub fn routes(routes: &mut Routes) {
    inviting::routes(routes);
    acting::routes(routes);
    onboarding::routes(routes);
    accepting::routes(routes);
}

impl From<ActError> for AppError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Unknown => Self::NotFound,
            ActError::Refused(refusal) => refusal.into(),
            ActError::Unproved(unproved) => unproved.into(),
            ActError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<EditError> for AppError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Act(error) => error.into(),
            EditError::Assign(error) => error.into(),
            EditError::Teams(TeamsError::Refused(refusal))
            | EditError::Move(MoveError::Refused(refusal)) => refusal.into(),
            EditError::Teams(TeamsError::Unproved(unproved)) => unproved.into(),
            EditError::Teams(TeamsError::Db(error)) | EditError::Move(MoveError::Db(error)) => {
                error.into()
            }
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<InviteError> for AppError {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Refused(refusal) => refusal.into(),
            InviteError::Unproved(unproved) => unproved.into(),
            InviteError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
