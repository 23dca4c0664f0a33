//! The first people: a row for each.

use maud::{Markup, html};

use crate::access::Actor;
use crate::invitations::model::{Addressed, Entry, Verdict};
use crate::roles::Role;
use crate::types::EmailAddress;
use crate::ui::{
    self, Banner, Button, Choice, Door, Field, FormErrors, Icon, Kind, Mistake, Page, Tone,
};

/// Somebody, as far as their row is filled in.
#[derive(Clone, Debug, Default)]
pub(in crate::invitations) struct Row {
    pub email: String,
    pub role: String,
    pub mistake: Option<String>,
    /// Whose the address is already.
    pub verdict: Option<Verdict>,
}

impl Row {
    pub fn entry(&self) -> Entry {
        Entry {
            typed: self.email.clone(),
            email: EmailAddress::parse(&self.email),
            name: None,
        }
    }

    fn why(&self) -> Option<&str> {
        let taken = match self.verdict {
            Some(Verdict::Taken(Addressed::Yourself)) => Some("This is you."),
            Some(Verdict::Taken(Addressed::Member(_))) => Some("Already an active user."),
            Some(Verdict::Taken(Addressed::Inactive(_))) => Some("This person is deactivated."),
            Some(Verdict::Taken(Addressed::Invited(_))) => Some("Already invited."),
            Some(Verdict::Taken(Addressed::TooOften)) => {
                Some("Invited several times today. Try again tomorrow.")
            }
            _ => None,
        };
        self.mistake.as_deref().or(taken)
    }
}

pub(in crate::invitations) struct Onboarding<'o> {
    pub actor: &'o Actor,
    pub rows: &'o [Row],
    pub offered: &'o [Role],
    /// How many were invited by the form just now.
    pub invited: usize,
    pub errors: &'o FormErrors,
}

pub(in crate::invitations) fn onboarding(onboarding: &Onboarding<'_>) -> Page {
    let workspace = &onboarding.actor.workspace;
    let home = format!("/{}", workspace.slug);
    let paste = format!("{home}/settings/invitations/new");
    ui::wide_door(&Door {
        title: "Who works with you?",
        letter: ui::initial(&workspace.name),
        content: html! {
            div.stack.tight {
                h1 { "Who works with you?" }
                p.muted { "Everyone gets their own link by email. You can add more people at any time." }
            }
            form.stack method="post" action={ (home) "/onboarding" } novalidate data-counts="Send" {
                // What Enter in a field presses: the first button of a form, which would take a row out.
                button hidden {}
                (said(onboarding))
                ul.entries { (rows(onboarding)) }
                @if onboarding.errors.of("current_password").is_some() { (ui::confirm_password_field(false, onboarding.errors)) }
                div.row {
                    (Button::quiet("Add another").icon(Icon::Plus).small().sends("add", "1"))
                    (Button::quiet("Paste a list").icon(Icon::Clipboard).small().asks_at(&paste))
                }
                div.row {
                    a.muted href=(home) { "Skip for now" }
                    div.push { (Button::primary("Send invitations")) }
                }
            }
        },
    })
}

fn said(onboarding: &Onboarding<'_>) -> Markup {
    let invited = match onboarding.invited {
        0 => None,
        1 => Some("1 person is invited. The others are still below.".to_owned()),
        count => Some(format!(
            "{count} people are invited. The others are still below."
        )),
    };
    html! {
        @if let Some(invited) = invited { (Banner::new(Tone::Good, &invited)) }
        @for field in ["email", "emails", "role"] {
            @if let Some(mistake) = onboarding.errors.of(field) { (Banner::new(Tone::Bad, mistake.text)) }
        }
    }
}

fn rows(onboarding: &Onboarding<'_>) -> Markup {
    let ids: Vec<String> = onboarding
        .offered
        .iter()
        .map(|role| role.id.to_string())
        .collect();
    let roles: Vec<Choice<'_>> = onboarding
        .offered
        .iter()
        .zip(&ids)
        .map(|(role, value)| Choice {
            value,
            label: role.name(),
        })
        .collect();
    // One is always there, since a script makes others from it.
    let blank = [Row::default()];
    let rows = if onboarding.rows.is_empty() {
        &blank
    } else {
        onboarding.rows
    };
    let first_wrong = rows.iter().position(|row| row.why().is_some());
    html! {
        @for (place, shown) in rows.iter().enumerate() {
            (row(place + 1, shown, &roles, first_wrong == Some(place)))
        }
    }
}

fn row(number: usize, row: &Row, roles: &[Choice<'_>], takes_focus: bool) -> Markup {
    let id = |part: &str| format!("{part}-{number}");
    let error = row.why().map(|text| Mistake { text, takes_focus });
    html! {
        li {
            (ui::field(&Field {
                name: "email", id: Some(&id("email")), label: &format!("Email {number}"), label_hidden: true, kind: Kind::Email,
                value: &row.email, placeholder: Some("name@company.com"), error, ..Field::default()
            }))
            (ui::field(&Field {
                name: "role", id: Some(&id("role")), label: &format!("Role {number}"), label_hidden: true, kind: Kind::Choice(roles),
                value: &row.role, ..Field::default()
            }))
            (Button::picture(Icon::X, &format!("Take out {number}")).sends("without", &number.to_string()))
        }
    }
}
