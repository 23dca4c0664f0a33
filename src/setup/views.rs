use maud::html;

use super::web::SetupForm;
use crate::ui::{self, Door, Field, FormErrors, Page};

pub(super) fn setup(form: &SetupForm, errors: &FormErrors) -> Page {
    let field = |name, label, value| Field {
        name,
        label,
        kind: "text",
        value,
        hint: None,
        error: errors.of(name),
        autocomplete: "off",
    };
    ui::door(&Door {
        title: "Set up Muster",
        letter: 'M',
        content: html! {
            div.stack.tight {
                h1 { "Set up your workspace" }
                p.muted { "You become its owner. Everyone else comes by invitation." }
            }
            form.stack method="post" action="/setup" {
                input type="hidden" name="token" value=(form.token);
                (ui::field(&Field { autocomplete: "organization", ..field("workspace_name", "Workspace name", &form.workspace_name) }))
                (ui::field(&Field {
                    hint: Some("The last part of its address: a-z, 0-9 and hyphens, for example northwind"),
                    ..field("slug", "Workspace address", &form.slug)
                }))
                (ui::field(&Field { autocomplete: "name", ..field("full_name", "Your full name", &form.full_name) }))
                (ui::field(&Field { kind: "email", autocomplete: "username", ..field("email", "Your email", &form.email) }))
                (ui::new_password_fields(errors))
                button.button.primary.wide { "Create workspace" }
            }
        },
    })
}

/// For who came without the address that the server printed.
pub(super) fn which_token(wrong: Option<&str>) -> Page {
    ui::door(&Door {
        title: "Set up Muster",
        letter: 'M',
        content: html! {
            div.stack.tight {
                h1 { "Muster is running" }
                p.muted {
                    "There is no workspace yet. When it starts, Muster prints the address where the first one is made. "
                    "Open that address, or paste the token at its end."
                }
            }
            form.stack method="get" action="/setup" {
                (ui::field(&Field {
                    name: "token",
                    label: "Setup token",
                    kind: "text",
                    value: wrong.unwrap_or_default(),
                    hint: None,
                    error: wrong.map(|_| "This isn't the token that this server printed."),
                    autocomplete: "off",
                }))
                button.button.primary.wide { "Continue" }
            }
        },
    })
}
