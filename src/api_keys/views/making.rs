//! A key that doesn't exist yet, and the one page that shows its text.

use maud::{Markup, html};
use url::Url;

use super::{PATH, base};
use crate::access::{Actor, Permission};
use crate::api_keys::web::{KeyForm, LIFETIMES};
use crate::types::Title;
use crate::ui::{
    self, Banner, Button, Choice, Field, FormErrors, Kind, Page, Permit, Shell, Tick, Tone,
};

const NOT_HELD: &str = "You don't hold this yourself, so you can't give it.";

pub(in crate::api_keys) fn new_key(actor: &Actor, form: &KeyForm, errors: &FormErrors) -> Page {
    let base = base(actor);
    ui::shell(&Shell {
        lead: Some(
            "Tick what a program with it may do. It never does more than you may yourself at that moment, and stops when you leave.",
        ),
        back: Some(("API keys", &base)),
        actions: html! { (Button::primary("Make key").of_form("key-form")) },
        content: html! {
            form.stack id="key-form" method="post" action=(base) {
                (errors.summary())
                input type="hidden" name="form" value=(form.form);
                (fields(form, errors))
                (ui::confirm_password_field(actor.password_is_fresh, errors))
                @if let Some(mistake) = errors.of("permission") { (Banner::new(Tone::Bad, mistake.text)) }
                (ui::permission_grid(&permits(actor, form)))
            }
        },
        ..Shell::of(actor, PATH, "New key")
    })
}

fn fields(form: &KeyForm, errors: &FormErrors) -> Markup {
    let lifetimes = LIFETIMES.map(|(value, label)| Choice { value, label });
    html! {
        div.card.padded {
            div.pair {
                (ui::field(&Field {
                    name: "name", label: "Name", value: &form.name, error: errors.of("name"), required: true,
                    hint: Some("What uses it, such as Payroll."),
                    most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default()
                }))
                (ui::field(&Field {
                    name: "valid_days", label: "Works for", kind: Kind::Choice(&lifetimes),
                    value: &form.valid_days, error: errors.of("valid_days"),
                    hint: Some("A key that ends by itself can't be forgotten."), ..Field::default()
                }))
            }
        }
    }
}

/// What its maker doesn't hold can't be ticked.
fn permits(actor: &Actor, form: &KeyForm) -> Vec<Permit> {
    let permit = |permission: Permission| {
        let is_held = actor.permissions.contains(permission);
        Permit {
            permission,
            held: is_held && form.ticks(permission),
            tick: if is_held {
                Tick::Free
            } else {
                Tick::Fixed(NOT_HELD)
            },
            also_in: Vec::new(),
        }
    };
    Permission::ALL.iter().copied().map(permit).collect()
}

pub(in crate::api_keys) struct Made<'m> {
    pub name: &'m str,
    pub text: &'m str,
    /// Where programs find this server.
    pub base_url: &'m Url,
}

/// Nowhere else and never again.
pub(in crate::api_keys) fn made(actor: &Actor, made: &Made<'_>) -> Page {
    let base = base(actor);
    let title = format!("Key for {}", made.name.trim());
    let command = format!(
        "curl -H \"Authorization: Bearer $MUSTER_KEY\" {}api/me",
        made.base_url
    );
    ui::shell(&Shell {
        lead: Some(
            "Copy it now. It is shown this once, and kept in a form that nobody can read back.",
        ),
        back: Some(("API keys", &base)),
        actions: html! { (Button::plain("Done").leads_to(&base)) },
        content: html! {
            section.stack.narrow {
                (ui::copyable("api-key", "Key", made.text))
                p { "Whoever has it can do what it may, so keep it as you keep a password: where the program reads its secrets, and in no mail, chat or file that others see." }
                h2 { "Try it" }
                p { "With the key in the variable " code { "MUSTER_KEY" } ", this says what it may do:" }
                (ui::copyable("try-it", "Command", &command))
                p { a href="/api/docs" { "Everything a program can ask for" } }
            }
        },
        ..Shell::of(actor, PATH, &title)
    })
}
