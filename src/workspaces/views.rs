use maud::html;

use crate::ui::{self, Button, Field, Mistake, Page};

/// The server's own front door, for who came without a workspace's address.
pub(super) enum FrontDoor<'t> {
    NoWorkspaceYet,
    WhichWorkspace {
        typed: &'t str,
        error: Option<&'t str>,
    },
}

pub(super) fn front_door(door: &FrontDoor<'_>) -> Page {
    let content = match door {
        FrontDoor::NoWorkspaceYet => html! {
            div.stack.tight {
                h1 { "Muster is running" }
                p.muted { "There is no workspace yet. Whoever runs this server makes the first one at the command line:" }
                pre.command tabindex="0" aria-label="Command" { code {
                    "muster workspace create --slug northwind \\\n  --name \"Northwind Support\" \\\n  --owner-email maja@northwind.example \\\n  --owner-name \"Maja Öberg\""
                } }
                p.small.muted { "It asks for the owner's password on standard input." }
            }
        },
        FrontDoor::WhichWorkspace { typed, error } => html! {
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
    };
    ui::door(&ui::Door {
        title: "Muster",
        letter: 'M',
        content,
    })
}
