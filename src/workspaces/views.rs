pub(super) mod settings;

use maud::html;

use crate::ui::{self, Button, Field, Mistake, Page};

/// The server's own front door, for who came without a workspace's address.
pub(super) fn front_door(typed: &str, error: Option<&str>) -> Page {
    ui::door(&ui::Door {
        title: "Muster",
        letter: 'M',
        content: html! {
            form.stack method="get" action="/" {
                div.stack.tight {
                    h1 { "Which workspace?" }
                    p.muted { "It is the last part of the address in your invitation." }
                }
                (ui::field(&Field {
                    name: "workspace",
                    label: "Workspace address",
                    value: typed,
                    hint: Some("For example northwind"),
                    error: error.map(Mistake::first),
                    autocomplete: "organization",
                    ..Field::default()
                }))
                (Button::primary("Continue").wide())
            }
        },
    })
}
