use lettre::message::Mailbox as Sender;
use maud::{Markup, html};

use super::web::Form;
use crate::access::{Actor, Permission};
use crate::mail::{OwnServer, Tls, Way};
use crate::types::Title;
use crate::ui::{
    self, Banner, Button, Choice, Field, FormErrors, Kind, Options, Page, RadioOption, Shell, Tone,
};

pub(super) const PATH: &str = "/settings/email";

/// How the workspace sends now, and what there is to say about it.
pub(super) struct State {
    pub way: Way,
    pub sender: Sender,
    pub own: Option<OwnServer>,
    /// What was said to a mail that waits.
    pub stuck: Option<String>,
    /// Why a test didn't go out.
    pub failure: Option<String>,
}

impl State {
    /// What mails go out by, in words.
    pub fn server(&self) -> String {
        match (&self.own, self.way) {
            (Some(own), _) => own.relay.host.to_string(),
            (None, Way::Mailbox) => "the mailbox at /dev/mailbox".to_owned(),
            (None, _) => "Muster\u{2019}s own mail server".to_owned(),
        }
    }
}

pub(super) fn settings(actor: &Actor, state: &State, filled: (&Form, &FormErrors)) -> Page {
    let may_test = actor.permissions.contains(Permission::WriteSettings);
    ui::shell(&Shell {
        lead: Some("Which server sends this workspace\u{2019}s mails, and as whom."),
        content: html! {
            div.narrow.stack {
                (ui::card("In use now", in_use(actor, state, may_test)))
                @if actor.permissions.contains(Permission::OwnWorkspace) {
                    (ui::card("Mail server", form(actor, state, filled)))
                } @else {
                    p.muted { "Only an owner changes this: whoever runs the mail server can read every link that is mailed." }
                }
            }
        },
        ..Shell::of(actor, PATH, "Email")
    })
}

fn in_use(actor: &Actor, state: &State, may_test: bool) -> Markup {
    let server = state.server();
    html! {
        div.stack {
            p { (way(state, &server)) }
            @if let Some(words) = &state.failure {
                @let text = format!("The test email didn\u{2019}t go out through {server}: {words}");
                div role="alert" { (Banner::new(Tone::Bad, &text)) }
            } @else if let Some(words) = &state.stuck {
                @let text = format!("Mails wait and are tried again. What was said last: {words}");
                (Banner::new(Tone::Wait, &text))
            }
            @if may_test {
                form method="post" action={ "/" (actor.workspace.slug) (PATH) "/test" } {
                    (Button::plain("Send test email"))
                }
                p.small.muted { "It goes to " (actor.email) ", by what is saved." }
            }
        }
    }
}

fn way(state: &State, server: &str) -> Markup {
    let sender = &state.sender;
    let name = sender.name.as_deref().unwrap_or_default();
    html! {
        @match state.way {
            Way::Own | Way::Server => {
                "Mails go out through " strong { (server) } ", as " (name) " <" (sender.email) ">."
            },
            Way::Mailbox => {
                "There is no mail server. Mails stay in the development mailbox at "
                a href="/dev/mailbox" { "/dev/mailbox" } "."
            },
            Way::Nowhere => {
                "There is no mail server. Mails wait for two days until there is one, here or for all of Muster (MUSTER_SMTP_URL)."
            },
        }
    }
}

fn form(actor: &Actor, state: &State, (form, errors): (&Form, &FormErrors)) -> Markup {
    html! {
        form.stack method="post" action={ "/" (actor.workspace.slug) (PATH) } novalidate {
            (errors.summary())
            @if let Some(mistake) = errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
            input type="hidden" name="version" value=(version(state, form, errors));
            (choice(form, errors))
            (server(form, errors))
            (sign_in(state, form, errors))
            (sender(state, form, errors))
            (ui::confirm_password_field(actor.password_is_fresh, errors))
            div.row { (Button::primary("Save")) }
        }
    }
}

/// Who was told that somebody else changed something has seen what it is now.
fn version(state: &State, form: &Form, errors: &FormErrors) -> String {
    match (&state.own, errors.of("version")) {
        (Some(own), Some(_)) => own.version.to_string(),
        (None, Some(_)) => String::new(),
        (_, None) => form.version.clone(),
    }
}

fn choice(form: &Form, errors: &FormErrors) -> Markup {
    ui::options(&Options {
        name: "use",
        label: "Send by",
        value: &form.uses,
        error: errors.of("use"),
        options: &[
            RadioOption {
                value: "server",
                label: "Muster\u{2019}s own mail server",
                text: "What the operator has set. The fields below are dropped.",
                refused: None,
            },
            RadioOption {
                value: "own",
                label: "A server of our own",
                text: "Whoever runs it can read every link that is mailed.",
                refused: None,
            },
        ],
    })
}

fn server(form: &Form, errors: &FormErrors) -> Markup {
    let modes = Tls::ALL.map(|tls| Choice {
        value: tls.as_str(),
        label: tls.title(),
    });
    html! {
        div.pair {
            (ui::field(&Field {
                name: "host", label: "Server", value: &form.host, error: errors.of("host"),
                placeholder: Some("smtp.example.com"), most_characters: Some(253), ..Field::default()
            }))
            (ui::field(&Field {
                name: "port", label: "Port", kind: Kind::Number, value: &form.port,
                error: errors.of("port"), ..Field::default()
            }))
        }
        (ui::field(&Field {
            name: "tls", label: "Encryption", kind: Kind::Choice(&modes), value: &form.tls,
            error: errors.of("tls"), ..Field::default()
        }))
    }
}

fn sign_in(state: &State, form: &Form, errors: &FormErrors) -> Markup {
    let has_password = state.own.as_ref().is_some_and(|own| own.password.is_some());
    let hint = if has_password {
        "Left empty, the one that is kept stays. It is asked for again when the server, the port, \
         the encryption or the user name changes."
    } else {
        "Kept encrypted and never shown again."
    };
    html! {
        div.pair {
            (ui::field(&Field {
                name: "username", label: "User name", value: &form.username, optional: true,
                error: errors.of("username"), most_characters: Some(255), ..Field::default()
            }))
            (ui::field(&Field {
                name: "password", label: "Password of the mail server", kind: Kind::Password,
                autocomplete: "off", hint: Some(hint), error: errors.of("password"),
                ..Field::default()
            }))
        }
    }
}

fn sender(state: &State, form: &Form, errors: &FormErrors) -> Markup {
    let address = state.sender.email.to_string();
    html! {
        div.pair {
            (ui::field(&Field {
                name: "from_name", label: "From name", value: &form.from_name, optional: true,
                hint: Some("The workspace\u{2019}s name if left empty."),
                error: errors.of("from_name"),
                most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default()
            }))
            (ui::field(&Field {
                name: "from_address", label: "From address", kind: Kind::Email,
                value: &form.from_address, placeholder: Some(&address),
                hint: Some("The server has to be allowed to send for it."),
                error: errors.of("from_address"), ..Field::default()
            }))
        }
    }
}
