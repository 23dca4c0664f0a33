//! Asking for another address, for oneself or for somebody, and confirming it by the mailed link.

mod confirming;
mod for_oneself;
mod for_somebody;

use actix_web::web;
use serde::Deserialize;

use super::actions::AskError;
use crate::app::Routes;
use crate::error::AppError;
use crate::links::Links;
use crate::types::{EmailAddress, SecretText};
use crate::ui::FormErrors;

pub fn routes(routes: &mut Routes) {
    confirming::routes(routes);
    for_oneself::routes(routes);
    for_somebody::routes(routes);
}

type LinkMaker = web::Data<Links>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct EmailForm {
    email: String,
    current_password: SecretText,
}

impl EmailForm {
    fn parse(&self, errors: &mut FormErrors) -> Option<EmailAddress> {
        errors.check("email", EmailAddress::parse(&self.email))
    }
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: AskError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        AskError::TheSame | AskError::Taken => "email",
        AskError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<AskError> for AppError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Nobody => Self::NotFound,
            AskError::TooMany { wait } => Self::TooMany { wait },
            AskError::Refused(refusal) => refusal.into(),
            AskError::Unproved(unproved) => unproved.into(),
            AskError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
