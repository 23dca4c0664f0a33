use maud::{Markup, html};

use super::sample;
use crate::ui::{
    self, Button, Choice, Field, FormErrors, Grouped, Kind, Mistake, Options, RadioOption, Toggle,
};

const ROLES: &[Choice<'_>] = &[
    Choice {
        value: "agent",
        label: "Agent",
    },
    Choice {
        value: "supervisor",
        label: "Supervisor",
    },
    Choice {
        value: "admin",
        label: "Admin",
    },
];

pub(super) fn section() -> Markup {
    html! {
        div.pair { (words()) (passwords()) }
        (sample("Several mistakes", summary()))
    }
}

fn words() -> Markup {
    html! {
        div.stack {
            (ui::field(&Field { name: "full_name", label: "Full name", value: "Sofia Duarte", autocomplete: "name", ..Field::default() }))
            (ui::field(&Field { name: "display_name", label: "Display name", value: "Sofia", hint: Some("What callers and teammates see"), optional: true, ..Field::default() }))
            (ui::field(&Field { name: "email", label: "Email", kind: Kind::Fixed, value: "nora@northwind.example", ..Field::default() }))
            (ui::field(&Field {
                name: "new_email", label: "New email", kind: Kind::Email, value: "sofia@northwind",
                error: Some(Mistake::further("This address has no ending such as .com.")), ..Field::default()
            }))
            (ui::field(&Field {
                name: "slug", label: "Workspace address", value: "northwind", prefix: Some("muster.example/"),
                hint: Some("3 to 40 letters, digits and hyphens."), most_characters: Some(40), ..Field::default()
            }))
            (ui::field(&Field { name: "valid_hours", label: "Valid for", kind: Kind::Number, value: "168", suffix: Some("hours"), ..Field::default() }))
            (ui::field(&Field { name: "file", label: "CSV file", kind: Kind::File(".csv"), ..Field::default() }))
            (ui::field(&Field { name: "from", label: "From", kind: Kind::Date, value: "2026-11-21", ..Field::default() }))
            (ui::field(&Field {
                name: "role_or_nothing", label: "Role under a heading", value: "admin", kind: Kind::Grouped(&Grouped {
                    first: Choice { value: "", label: "Any role" }, groups: &[("Built in", ROLES)],
                }), ..Field::default()
            }))
        }
    }
}

fn passwords() -> Markup {
    html! {
        form.stack method="get" {
            (ui::field(&Field { name: "current_password", label: "Current password", kind: Kind::Password, ..Field::default() }))
            (ui::field(&Field { name: "password", label: "Password", kind: Kind::NewPassword, ..Field::default() }))
            (ui::field(&Field {
                name: "password_confirm", label: "Confirm password", kind: Kind::Password,
                error: Some(Mistake::further("The two passwords differ.")), autocomplete: "new-password", ..Field::default()
            }))
            (ui::field(&Field {
                name: "message", label: "Personal message", kind: Kind::Lines(3), optional: true, most_characters: Some(500),
                placeholder: Some("Welcome to the team"), hint: Some("Stands in the email, up to 500 characters."), ..Field::default()
            }))
            (ui::field(&Field { name: "q", label: "Search", kind: Kind::Search, placeholder: Some("Search by name or email"), ..Field::default() }))
        }
    }
}

fn summary() -> Markup {
    let mut errors = FormErrors::default();
    errors.check::<(), _>("new_email", Err("This address has no ending such as .com."));
    errors.check::<(), _>("password_confirm", Err("The two passwords differ."));
    errors.summary()
}

pub(super) fn choices() -> Markup {
    html! {
        div.pair {
            (ui::field(&Field { name: "role_list", label: "Role", kind: Kind::Choice(ROLES), value: "agent", ..Field::default() }))
            (ui::field(&Field {
                name: "manager", label: "Manager", kind: Kind::Choice(ROLES), value: "admin", optional: true,
                error: Some(Mistake::further("Somebody can't report to themselves.")), ..Field::default()
            }))
        }
        (ui::options(&cards("role", None)))
        (ui::options(&cards("first_role", Some(Mistake::further("Choose a role.")))))
        div.pair { (boxes()) (switches()) }
        div.row { (Button::primary("Save changes")) }
    }
}

fn cards<'f>(name: &'f str, error: Option<Mistake<'f>>) -> Options<'f> {
    const AGENT: RadioOption<'_> = RadioOption {
        value: "agent",
        label: "Agent",
        text: "Answers conversations, sees assigned contacts",
        refused: None,
    };
    const ALL: &[RadioOption<'_>] = &[
        AGENT,
        RadioOption {
            value: "supervisor",
            label: "Supervisor",
            text: "Sees every conversation, manages agents",
            refused: None,
        },
        RadioOption {
            value: "owner",
            label: "Owner",
            text: "",
            refused: Some("Only an owner can make someone an owner"),
        },
    ];
    let value = if error.is_none() { AGENT.value } else { "" };
    Options {
        name,
        label: "Role",
        options: ALL,
        value,
        error,
    }
}

fn boxes() -> Markup {
    html! {
        div.stack {
            (ui::checkbox(&Toggle { name: "notify", label: "Email me when somebody joins", on: true, ..Toggle::default() }))
            (ui::checkbox(&Toggle { name: "erase", label: "Erase their notes and messages", hint: Some("Colleagues lose the context of old conversations."), ..Toggle::default() }))
            (ui::checkbox(&Toggle { name: "own", label: "Own the workspace", refused: Some("Only an owner can give this."), ..Toggle::default() }))
        }
    }
}

fn switches() -> Markup {
    html! {
        div.stack {
            (ui::switch(&Toggle { name: "send_invite", label: "Send invitation email", hint: Some("Off: create the invites and copy the links yourself"), on: true, ..Toggle::default() }))
            (ui::switch(&Toggle { name: "beta", label: "Beta access", hint: Some("May use features under test"), ..Toggle::default() }))
            (ui::switch(&Toggle { name: "availability", label: "Available", on: true, refused: Some("Set by Amina Khatun until 14:00."), ..Toggle::default() }))
        }
    }
}
