use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::web::NamesForm;
use crate::access::{Actor, Permission};
use crate::availability::{AvailabilityForm, availability_fields};
use crate::email_changes::{Awaited, awaited_lines};
use crate::roles::Role;
use crate::sessions::{OpenSession, device};
use crate::types::Zone;
use crate::ui::{
    self, Button, Chip, Door, Field, FormErrors, Kind, Moment, Page, Shell, Toggle, Tone,
};

/// What somebody's own page shows besides the form.
pub(super) struct Account {
    pub availability: AvailabilityForm,
    pub sessions: Vec<OpenSession>,
    pub told_of_joiners: bool,
    /// Another address that waits to be confirmed.
    pub awaited: Option<Awaited>,
    pub roles: Vec<Role>,
    pub now: DateTime<Utc>,
}

pub(super) fn profile(
    actor: &Actor,
    form: &NamesForm,
    errors: &FormErrors,
    account: &Account,
) -> Page {
    let password = format!("/{}/profile/password", actor.workspace.slug);
    let change = Button::plain("Change password").leads_to(&password);
    ui::shell(&Shell {
        lead: Some(&actor.email),
        content: html! {
            div.narrow.stack {
                (ui::card("Names", names(form, errors)))
                (ui::card("Availability", availability(actor, account, errors)))
                (email(actor, account))
                (ui::card_with("Password", change, html! {
                    p.muted { "Changing it signs you out everywhere else." }
                }))
                @if actor.permissions.contains(Permission::InviteUsers) {
                    (ui::card("Emails to you", notifications(actor, account)))
                }
                (ui::card("Where you are signed in", sessions(actor, account)))
                (ui::card("What you can do", rights(actor, account)))
            }
        },
        ..Shell::of(actor, "/profile", "Your profile")
    })
}

fn names(form: &NamesForm, errors: &FormErrors) -> Markup {
    html! {
        form.stack method="post" {
            (errors.summary())
            (ui::field(&Field {
                name: "full_name",
                label: "Full name",
                value: &form.full_name,
                error: errors.of("full_name"),
                autocomplete: "name",
                ..Field::default()
            }))
            (ui::field(&Field {
                name: "display_name",
                label: "Display name",
                value: &form.display_name,
                hint: Some("What colleagues and customers see. Your full name if left empty."),
                error: errors.of("display_name"),
                autocomplete: "nickname",
                ..Field::default()
            }))
            div.row { (Button::primary("Save names")) }
        }
    }
}

fn email(actor: &Actor, account: &Account) -> Markup {
    let address = format!("/{}/profile/email", actor.workspace.slug);
    let change = Button::plain("Change address").asks_at(&address);
    ui::card_with(
        "Email",
        change,
        html! {
            p { (actor.email) }
            @if let Some(awaited) = &account.awaited { (awaited_lines(actor, awaited, Some(&address))) }
        },
    )
}

/// One's roles, and what they add up to.
fn rights(actor: &Actor, account: &Account) -> Markup {
    let roles = account.roles.iter().map(|role| Chip::new(role.name()));
    let titles: Vec<String> = actor.permissions.iter().map(Permission::title).collect();
    html! {
        div.stack {
            (ui::facts(&[("Roles", &ui::chips(roles, "None"))]))
            details.more {
                summary { "All that they allow" }
                (ui::chips(titles.iter().map(|title| Chip::new(title)), "Nothing."))
            }
        }
    }
}

fn availability(actor: &Actor, account: &Account, errors: &FormErrors) -> Markup {
    html! {
        form.stack method="post" action={ "/" (actor.workspace.slug) "/profile/availability" } novalidate {
            (availability_fields(&account.availability, errors))
            div.row { (Button::plain("Save availability")) }
        }
    }
}

/// For who may invite.
fn notifications(actor: &Actor, account: &Account) -> Markup {
    html! {
        form.stack method="post" action={ "/" (actor.workspace.slug) "/profile/notifications" } {
            (ui::switch(&Toggle {
                name: "told_of_joiners",
                label: "Email me when somebody joins whom I invited",
                on: account.told_of_joiners,
                ..Toggle::default()
            }))
            div.row { (Button::plain("Save emails")) }
        }
    }
}

fn sessions(actor: &Actor, account: &Account) -> Markup {
    let base = format!("/{}/profile/sessions", actor.workspace.slug);
    let zone = actor.workspace.zone;
    html! {
        div.stack {
            ul.lines {
                @for session in &account.sessions {
                    (line(session, (account.now, zone), (actor.session() != Some(session.id)).then_some(&base)))
                }
            }
            @if account.sessions.len() > 1 {
                form method="post" action={ (base) "/others/end" } {
                    (Button::plain("Sign out everywhere else"))
                }
            }
        }
    }
}

/// Somebody ends sessions elsewhere; the one they are using ends by signing out.
fn line(
    session: &OpenSession,
    (now, zone): (DateTime<Utc>, Zone),
    elsewhere: Option<&String>,
) -> Markup {
    let device = device(session.user_agent.as_deref());
    let moment = |at: DateTime<Utc>| ui::moment(&Moment { at, now, zone });
    html! {
        li id={ "session-" (session.id) } {
            div {
                strong { (device) }
                @if elsewhere.is_none() { " " (ui::badge(Tone::Accent, "This one")) }
                p.small.muted {
                    @if let Some(ip) = &session.ip { (ip) ", " }
                    "last seen " (moment(session.last_seen_at))
                    ", signed in " (moment(session.created_at))
                }
            }
            @if let Some(base) = elsewhere {
                form method="post" action={ (base) "/" (session.id) "/end" } {
                    button.button.small {
                        "End"
                        span.visually-hidden { " the session: " (device) ", last seen " (moment(session.last_seen_at)) }
                    }
                }
            }
        }
    }
}

/// Who has to choose one first sees nothing else; everybody else sees it in its place.
pub(super) fn password(actor: &Actor, errors: &FormErrors) -> Page {
    let form = password_form(actor, errors);
    if actor.must_change_password {
        return ui::door(&Door {
            title: "Choose your password",
            letter: ui::initial(&actor.workspace.name),
            content: html! {
                div.stack.tight {
                    h1 { "Choose your own password" }
                    p.muted { "Somebody else set the one you have. Only you should know yours." }
                }
                (form)
            },
        });
    }
    let profile = format!("/{}/profile", actor.workspace.slug);
    ui::shell(&Shell {
        lead: Some("You stay signed in here and are signed out everywhere else."),
        back: Some(("Your profile", &profile)),
        content: html! { div.narrow { section.card.padded { (form) } } },
        ..Shell::of(actor, "/profile", "Change your password")
    })
}

fn password_form(actor: &Actor, errors: &FormErrors) -> Markup {
    html! {
        form.stack method="post" action={ "/" (actor.workspace.slug) "/profile/password" } novalidate {
            (errors.summary())
            // So that a password manager knows whose password this is.
            input type="hidden" autocomplete="username" value=(actor.email);
            (ui::field(&Field {
                name: "current_password",
                label: "Current password",
                kind: Kind::Password,
                error: errors.of("current_password"),
                autocomplete: "current-password",
                required: true,
                ..Field::default()
            }))
            (ui::new_password_fields(errors))
            div.row { (Button::primary("Change password")) }
        }
    }
}
