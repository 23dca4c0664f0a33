//! Pages behind a link.

mod dead;
mod held_up;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

pub(in crate::invitations) use dead::{ended, unknown};
pub(in crate::invitations) use held_up::{
    no_seat, not_offered, on_its_way, signed_in_as, too_many,
};

use crate::access::WorkspaceRef;
use crate::invitations::actions::{Offer, Offered};
use crate::invitations::model::{article, first_few, joint};
use crate::invitations::web::JoinForm;
use crate::roles::Role;
use crate::types::{Note, SecretToken};
use crate::ui::{self, Button, Door, Field, FormErrors, Kind, Page};

/// Whose link it is, for the addresses on its pages.
#[derive(Clone, Copy)]
pub(in crate::invitations) struct At<'l> {
    pub workspace: &'l WorkspaceRef,
    pub token: &'l SecretToken,
}

impl At<'_> {
    fn path(&self) -> String {
        let token = self.token.encode();
        format!("/{}/invitation/{token}", self.workspace.slug)
    }

    /// `Saturday 28 November 2026, 09:14 CET`.
    fn told(&self, moment: DateTime<Utc>) -> String {
        self.workspace.zone.exactly(moment)
    }
}

pub(in crate::invitations) fn offer(
    at: At<'_>,
    offer: &Offer,
    form: &JoinForm,
    errors: &FormErrors,
) -> Page {
    let title = format!("Join {}", at.workspace.name);
    let page = ui::door(&Door {
        title: &title,
        letter: ui::initial(&at.workspace.name),
        content: html! {
            div.stack.tight { h1 { (title) } (invited(&offer.offered)) }
            @if let Some(message) = &offer.message { (quote(offer, message)) }
            form.stack method="post" action=(at.path()) novalidate {
                (errors.summary())
                (person(offer, form, errors))
                (new_password(errors))
                input type="hidden" name="form" value=(form.form);
                (Button::primary("Accept and create account").wide())
                p.footnote { "This invitation expires on " (at.told(offer.expires_at)) "." }
            }
        },
    });
    page.unlisted()
}

/// `Maja Öberg invited you as an Agent in Support. Your department is Customer care.`
fn invited(offered: &Offered) -> Markup {
    html! {
        p.muted {
            @match &offered.inviter {
                Some(inviter) => { (inviter) " invited you as " }
                None => "You are invited as ",
            }
            (as_roles(&offered.roles)) (in_teams(&offered.teams)) "."
            @if let Some(department) = &offered.department { " Your department is " strong { (department) } "." }
        }
    }
}

fn in_teams(teams: &[String]) -> Markup {
    let (few, more) = first_few(teams);
    let all = few.len() + usize::from(more > 0);
    html! {
        @for (number, team) in few.iter().enumerate() {
            @if number == 0 { " in " }
            (joint(number, all)) strong { (team) }
        }
        @if more > 0 { " and " (more) " more" }
    }
}

fn as_roles(roles: &[Role]) -> Markup {
    html! {
        @if let [only] = roles {
            (article(only.name())) " " strong { (only.name()) }
        } @else {
            @for (number, role) in roles.iter().enumerate() {
                (joint(number, roles.len())) strong { (role.name()) }
            }
        }
    }
}

/// Said to be somebody's, so that nobody takes it for Muster's.
fn quote(offer: &Offer, message: &Note) -> Markup {
    html! {
        div.stack.tight {
            @if let Some(inviter) = &offer.offered.inviter { p.small.muted { (inviter) " writes:" } }
            blockquote.quote {
                @for (number, line) in message.lines().enumerate() {
                    @if number > 0 { br; }
                    (line)
                }
            }
        }
    }
}

fn person(offer: &Offer, form: &JoinForm, errors: &FormErrors) -> Markup {
    html! {
        // Password programs file the new password under this.
        (ui::field(&Field {
            name: "email",
            label: "Email",
            kind: Kind::Fixed,
            value: &offer.email,
            autocomplete: "username",
            ..Field::default()
        }))
        div.pair {
            (ui::field(&Field {
                name: "first_name",
                label: "First name",
                value: &form.first_name,
                error: errors.of("first_name"),
                autocomplete: "given-name",
                required: true,
                ..Field::default()
            }))
            (ui::field(&Field {
                name: "last_name",
                label: "Last name",
                value: &form.last_name,
                error: errors.of("last_name"),
                autocomplete: "family-name",
                required: true,
                ..Field::default()
            }))
        }
        (ui::field(&Field {
            name: "display_name",
            label: "Display name",
            value: &form.display_name,
            hint: Some("What colleagues and customers see. Your full name if left empty."),
            error: errors.of("display_name"),
            autocomplete: "nickname",
            optional: true,
            ..Field::default()
        }))
    }
}

fn new_password(errors: &FormErrors) -> Markup {
    html! {
        (ui::field(&Field {
            name: "password",
            label: "Password",
            kind: Kind::NewPassword,
            error: errors.of("password"),
            required: true,
            ..Field::default()
        }))
        (ui::field(&Field {
            name: "password_confirm",
            label: "Confirm password",
            kind: Kind::Password,
            error: errors.of("password_confirm"),
            autocomplete: "new-password",
            required: true,
            ..Field::default()
        }))
    }
}

/// Of a page about a link of this workspace.
fn title(heading: &str, at: At<'_>) -> String {
    format!("{heading} · {}", at.workspace.name)
}
