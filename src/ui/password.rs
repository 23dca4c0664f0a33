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
