use maud::html;

use super::web::SetupForm;
use crate::ui::{self, Button, Door, Field, FormErrors, Kind, Mistake, Page};

pub(super) fn setup(form: &SetupForm, errors: &FormErrors) -> Page {
    let field = |name, label, value| Field {
        name,
        label,
        value,
        error: errors.of(name),
        required: true,
        ..Field::default()
    };
    ui::door(&Door {
        title: "Set up Muster",
        letter: 'M',
        content: html! {
            div.stack.tight {
                h1 { "Set up your workspace" }
                p.muted { "You become its owner. Everyone else comes by invitation." }
            }
            form.stack method="post" action="/setup" novalidate {
                (errors.summary())
                input type="hidden" name="token" value=(form.token);
                (ui::field(&Field {
                    autocomplete: "organization",
                    ..field("workspace_name", "Workspace name", &form.workspace_name)
                }))
                (ui::field(&Field {
                    prefix: Some("/"),
                    hint: Some("The last part of its address: a to z, 0 to 9 and hyphens. For example northwind"),
                    ..field("slug", "Workspace address", &form.slug)
                }))
                (ui::field(&Field {
                    autocomplete: "name",
                    ..field("full_name", "Your full name", &form.full_name)
                }))
                (ui::field(&Field {
                    kind: Kind::Email,
                    autocomplete: "username",
                    ..field("email", "Your email", &form.email)
                }))
                (ui::new_password_fields(errors))
                (Button::primary("Create workspace").wide())
            }
        },
    })
    .unlisted()
}

/// For who came without the address that the server printed.
pub(super) fn which_token(wrong: Option<&str>) -> Page {
    let mistake = wrong.map(|_| Mistake::first("This isn't the token that this server printed."));
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
                    value: wrong.unwrap_or_default(),
                    error: mistake,
                    ..Field::default()
                }))
                (Button::primary("Continue").wide())
            }
        },
    })
}
