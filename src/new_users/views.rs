use maud::{Markup, html};

use super::actions::Known;
use super::web::NewUserForm;
use crate::access::{Actor, Permission};
use crate::roles::Role;
use crate::types::UserStatus;
use crate::ui::{
    self, Banner, Button, Choice, Field, FormErrors, Kind, Page, Shell, Tone, address_asking,
};

const PATH: &str = "/settings/users";

pub(super) struct Form<'f> {
    pub actor: &'f Actor,
    /// The roles that may be given.
    pub offered: &'f [Role],
    /// The id of the one that is chosen.
    pub role: &'f str,
    pub typed: &'f NewUserForm,
    pub errors: &'f FormErrors,
    /// Whose the address is that was typed.
    pub known: Option<&'f Known>,
}

pub(super) fn form(form: &Form<'_>) -> Page {
    let users = format!("/{}{PATH}", form.actor.workspace.slug);
    ui::shell(&Shell {
        lead: Some(
            "For somebody who is to start right away, with a password that you tell them. Whoever can wait for an email is better invited.",
        ),
        back: Some(("Users", &users)),
        content: html! { div.narrow { section.card.padded { (fields(form, &users)) } } },
        ..Shell::of(form.actor, PATH, "New user")
    })
}

fn fields(form: &Form<'_>, users: &str) -> Markup {
    let (typed, errors) = (form.typed, form.errors);
    html! {
        form.stack method="post" action=(users) novalidate {
            (errors.summary())
            @if let Some(full) = errors.of("seats") { div id="seats" { (Banner::new(Tone::Bad, full.text)) } }
            div.pair {
                (ui::field(&Field {
                    name: "full_name", label: "Full name", value: &typed.full_name,
                    error: errors.of("full_name"), required: true, ..Field::default()
                }))
                (ui::field(&Field {
                    name: "display_name", label: "Display name", value: &typed.display_name, optional: true,
                    error: errors.of("display_name"), hint: Some("What colleagues and customers see."),
                    ..Field::default()
                }))
            }
            (ui::field(&Field {
                name: "email", label: "Email", kind: Kind::Email, value: &typed.email,
                error: errors.of("email"), required: true, ..Field::default()
            }))
            (instead(form, users))
            (roles(form))
            (ui::field(&Field {
                name: "password", label: "First password", kind: Kind::NewPassword, error: errors.of("password"),
                hint: Some("At least 8 characters. Tell them yourself: the email doesn't hold it. They choose their own at the first sign-in."),
                autocomplete: "new-password", required: true, ..Field::default()
            }))
            // Only making an owner asks for it, so the form shows it once it was asked.
            @if errors.of("current_password").is_some() { (ui::confirm_password_field(false, errors)) }
            div.row {
                (Button::primary("Create account"))
                (Button::plain("Cancel").leads_to(users))
            }
        }
    }
}

fn roles(form: &Form<'_>) -> Markup {
    let offered: Vec<(String, &str)> = form
        .offered
        .iter()
        .map(|role| (role.id.to_string(), role.name()))
        .collect();
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .map(|(value, label)| Choice { value, label })
        .collect();
    ui::field(&Field {
        name: "role",
        label: "Role",
        kind: Kind::Choice(&choices),
        value: form.role,
        error: form.errors.of("role"),
        required: true,
        ..Field::default()
    })
}

/// Where to go on with who has the address already.
fn instead(form: &Form<'_>, users: &str) -> Markup {
    let Some(known) = form.known else {
        return html! {};
    };
    let permissions = form.actor.permissions;
    let page = format!("{users}/{}", known.user);
    let (reactivate, see) = (format!("{page}/reactivate"), format!("See {}", known.name));
    let invited = address_asking(users, &[("tab", "pending"), ("q", &known.name)]);
    let (sees, writes) = (
        permissions.contains(Permission::ReadUsers),
        permissions.contains(Permission::WriteUsers),
    );
    html! {
        div.row {
            @match known.status {
                UserStatus::Active if sees => (Button::plain(&see).small().leads_to(&page)),
                UserStatus::Inactive if writes => (Button::plain("Reactivate").small().asks_at(&reactivate)),
                UserStatus::Inactive if sees => (Button::plain(&see).small().leads_to(&page)),
                UserStatus::Pending if sees => (Button::plain("See the invitation").small().leads_to(&invited)),
                _ => {}
            }
        }
    }
}
