use maud::{Markup, html};

use super::{Field, FormErrors, Kind, field};
use crate::access::Password;
use crate::types::SecretText;

/// A new password, twice. What was typed never comes back.
pub fn new_password_fields(errors: &FormErrors) -> Markup {
    html! {
        (field(&Field {
            name: "password",
            label: "New password",
            kind: Kind::NewPassword,
            hint: Some("At least 8 characters. Three unrelated words make a good one."),
            error: errors.of("password"),
            autocomplete: "new-password",
            required: true,
            ..Field::default()
        }))
        (field(&Field {
            name: "password_confirm",
            label: "The same again",
            kind: Kind::Password,
            error: errors.of("password_confirm"),
            autocomplete: "new-password",
            required: true,
            ..Field::default()
        }))
    }
}

/// In the form of a sensitive step: asked for where the password wasn't typed lately, or was typed
/// wrong just now.
pub fn confirm_password_field(is_fresh: bool, errors: &FormErrors) -> Markup {
    let error = errors.of("current_password");
    html! {
        @if !is_fresh || error.is_some() {
            (field(&Field {
                name: "current_password",
                label: "Your password",
                kind: Kind::Password,
                hint: Some("So that nobody does this in your name."),
                error,
                required: true,
                ..Field::default()
            }))
        }
    }
}

impl FormErrors {
    /// What `new_password_fields` sent. `about` is what an attacker knows of the person.
    pub fn new_password(
        &mut self,
        (typed, again): (&SecretText, &SecretText),
        about: &[&str],
    ) -> Option<Password> {
        let password = self.check("password", Password::parse(typed.expose(), about))?;
        if typed == again {
            Some(password)
        } else {
            self.add("password_confirm", "The two passwords differ.");
            None
        }
    }
}
