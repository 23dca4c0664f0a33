use serde::Deserialize;

use crate::access::{Password, WorkspaceRef};
use crate::invitations::actions::Offer;
use crate::types::Names;
use crate::types::{PersonName, SecretText, SecretToken, TokenHash};
use crate::ui::FormErrors;

/// What somebody says of themselves. Whatever else a form sends, the invitation's row decides.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::invitations) struct JoinForm {
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    /// Tells a second click on one form's button from another form.
    pub form: String,
    pub password: SecretText,
    password_confirm: SecretText,
}

impl JoinForm {
    /// With what whoever invited knew already.
    pub fn new(offer: &Offer) -> Self {
        let full_name = offer.full_name.as_ref().map_or("", PersonName::as_str);
        let (first_name, last_name) = full_name.split_once(' ').unwrap_or((full_name, ""));
        let display_name = offer.display_name.as_ref().map_or("", PersonName::as_str);
        // Where it is the full name, it follows that.
        let display_name = Some(display_name).filter(|name| *name != full_name);
        Self {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            display_name: display_name.unwrap_or_default().to_owned(),
            form: SecretToken::random().encode(),
            ..Self::default()
        }
    }

    /// `None` for a form that isn't from our page.
    pub fn click(&self) -> Option<TokenHash> {
        SecretToken::parse(&self.form).map(|form| form.hash())
    }

    pub fn parse(
        &self,
        workspace: &WorkspaceRef,
        email: &str,
    ) -> Result<(Names, Password), FormErrors> {
        let mut errors = FormErrors::default();
        let names = self.names(&mut errors);
        let full_name = format!("{} {}", self.first_name, self.last_name);
        let about = workspace.first_guesses([email, &full_name, &self.display_name]);
        let typed = (&self.password, &self.password_confirm);
        match (names, errors.new_password(typed, &about)) {
            (Some(names), Some(password)) => Ok((names, password)),
            _ => Err(errors),
        }
    }

    fn names(&self, errors: &mut FormErrors) -> Option<Names> {
        let first = errors.check("first_name", PersonName::parse(&self.first_name));
        let last = errors.check("last_name", PersonName::parse(&self.last_name));
        let full_name = match (first, last) {
            (Some(first), Some(last)) => {
                let whole = PersonName::parse(&format!("{first} {last}"));
                errors.check("last_name", whole)
            }
            _ => None,
        };
        let display_name = if self.display_name.trim().is_empty() {
            full_name.clone()
        } else {
            errors.check("display_name", PersonName::parse(&self.display_name))
        };
        Some(Names {
            full_name: full_name?,
            display_name: display_name?,
        })
    }
}
