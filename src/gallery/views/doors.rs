//! Pages that somebody meets before they are inside.

use maud::{Markup, html};

use super::PAGE;
use crate::ui::{self, Button, Choice, Door, Field, Icon, Kind, Page};

pub(in crate::gallery) fn door() -> Page {
    ui::door(&Door {
        title: "Join Northwind Support",
        letter: 'N',
        content: html! {
            div.stack.tight {
                h1 { "Join Northwind Support" }
                p.muted { "Maja Öberg invited you as an " strong { "Agent" } " in " strong { "Support" } "." }
            }
            form.stack method="get" action=(PAGE) {
                (ui::field(&Field { name: "email", label: "Email", kind: Kind::Fixed, value: "nora@northwind.example", ..Field::default() }))
                div.pair {
                    (ui::field(&Field { name: "first_name", label: "First name", value: "Nora", autocomplete: "given-name", ..Field::default() }))
                    (ui::field(&Field { name: "last_name", label: "Last name", value: "Bell", autocomplete: "family-name", ..Field::default() }))
                }
                (ui::field(&Field { name: "password", label: "Password", kind: Kind::NewPassword, ..Field::default() }))
                (ui::field(&Field { name: "password_confirm", label: "Confirm password", kind: Kind::Password, autocomplete: "new-password", ..Field::default() }))
                (Button::primary("Accept and create account").wide())
                p.footnote { "This invitation expires on Saturday 28 November at 09:14 CET." }
            }
        },
    })
}

pub(in crate::gallery) fn wide_door() -> Page {
    ui::wide_door(&Door {
        title: "Who works with you?",
        letter: 'N',
        content: html! {
            div.stack.tight {
                h1 { "Who works with you?" }
                p.muted { "Everyone gets their own link by email. You can add more people at any time." }
            }
            form.stack method="get" action=(PAGE) {
                ul.entries {
                    (entry(1, "nora@northwind.example"))
                    (entry(2, "ali@northwind.example"))
                    (entry(3, ""))
                }
                div.row {
                    (Button::quiet("Add another").icon(Icon::Plus).small())
                }
                div.row {
                    a.muted href=(PAGE) { "Skip for now" }
                    div.push { (Button::primary("Send 2 invitations")) }
                }
            }
        },
    })
}

fn entry(number: u8, email: &str) -> Markup {
    const ROLES: &[Choice<'_>] = &[
        Choice {
            value: "agent",
            label: "Agent",
        },
        Choice {
            value: "supervisor",
            label: "Supervisor",
        },
    ];
    let id = |part: &str| format!("{part}-{number}");
    html! {
        li {
            (ui::field(&Field {
                name: "email", id: Some(&id("email")), label: &format!("Email {number}"), label_hidden: true, kind: Kind::Email,
                value: email, placeholder: Some("name@company.com"), ..Field::default()
            }))
            (ui::field(&Field {
                name: "role", id: Some(&id("role")), label: &format!("Role {number}"), label_hidden: true, kind: Kind::Choice(ROLES),
                value: "agent", ..Field::default()
            }))
            (Button::picture(Icon::X, &format!("Take out {number}")).sends("without", "1"))
        }
    }
}
