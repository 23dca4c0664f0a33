//! A role's page: what it is, and the form that changes it.

use maud::{Markup, html};

use super::{PATH, base, counted};
use crate::access::{Actor, Landing, Permission};
use crate::roles::model::Role;
use crate::roles::web::RoleForm;
use crate::types::{Description, Title};
use crate::ui::{
    self, Banner, Button, Choice, Field, FormErrors, Icon, Kind, Page, Permit, Shell, Tone,
};

/// What the page needs beside the form.
pub(in crate::roles) struct Editor<'e> {
    pub actor: &'e Actor,
    /// Nobody edits a built-in role, and not everybody a custom one.
    pub is_editable: bool,
    pub permits: Vec<Permit>,
    pub form: &'e RoleForm,
    pub errors: &'e FormErrors,
}

impl Editor<'_> {
    /// What was typed on an older version says so until its author was told.
    fn version(&self, role: &Role) -> i32 {
        match (self.form.seen(), self.errors.of("version")) {
            (Some(seen), None) => seen,
            _ => role.version,
        }
    }
}

/// A role that doesn't exist yet.
pub(in crate::roles) fn new_role(editor: &Editor<'_>) -> Page {
    let actor = editor.actor;
    let base = base(actor);
    ui::shell(&Shell {
        lead: Some("Tick what people with it may do. You can give what you hold yourself."),
        back: Some(("Roles", &base)),
        actions: html! { (Button::primary("Make role").of_form("role-form")) },
        content: html! {
            form.stack id="role-form" method="post" action=(base) {
                (editor.errors.summary())
                (fields(editor))
                (ui::confirm_password_field(actor.password_is_fresh, editor.errors))
                (ui::permission_grid(&editor.permits))
            }
        },
        ..Shell::of(actor, PATH, "New role")
    })
}

/// One that does, with how many active people have it.
pub(in crate::roles) fn role(editor: &Editor<'_>, role: &Role, held_by: i64) -> Page {
    let actor = editor.actor;
    let base = base(actor);
    let own = format!("{base}/{}", role.id);
    let held = match held_by {
        0 => "held by nobody".to_owned(),
        1 => "held by 1 person".to_owned(),
        count => format!("held by {} people", counted(count)),
    };
    let lead = match role.builtin {
        Some(_) => format!(
            "{} Built in, {held}. It can't be changed.",
            role.definition.description
        ),
        None => format!("Custom role, {held}. Changes apply on their next click."),
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Roles", &base)),
        actions: actions(editor, role, &own),
        content: html! {
            @if editor.is_editable {
                form.stack id="role-form" method="get" action={ (own) "/review" }
                    hx-get={ (own) "/review" } hx-target="#dialogs" hx-swap="innerHTML" {
                    (editor.errors.summary())
                    @if let Some(mistake) = editor.errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
                    input type="hidden" name="version" value=(editor.version(role));
                    (fields(editor))
                    (ui::permission_grid(&editor.permits))
                }
            } @else {
                div.stack {
                    @if role.builtin.is_none() {
                        @if !role.definition.description.is_empty() { p { (role.definition.description) } }
                    }
                    p.muted { "Starts on " (role.definition.landing.title()) "." }
                    (ui::permission_grid(&editor.permits))
                }
            }
            (with_it(actor, role))
        },
        ..Shell::of(actor, PATH, role.name())
    })
}

fn actions(editor: &Editor<'_>, role: &Role, own: &str) -> Markup {
    let actor = editor.actor;
    let copy = format!("{}/new?from={}", base(actor), role.id);
    let delete = format!("{own}/delete");
    html! {
        @if actor.permissions.contains(Permission::WriteRoles) {
            (Button::plain("Duplicate").icon(Icon::Copy).leads_to(&copy))
        }
        @if editor.is_editable {
            (Button::danger("Delete role").asks_at(&delete))
            (Button::primary("Save changes").of_form("role-form"))
        }
    }
}

/// Where to find who has it.
fn with_it(actor: &Actor, role: &Role) -> Markup {
    let id = role.id.to_string();
    let users = format!("/{}/settings/users", actor.workspace.slug);
    html! {
        @if actor.permissions.contains(Permission::ReadUsers) {
            p.list-end {
                a href=(ui::address_with(&users, "role", Some(&id))) { "Everybody with the role " (role.name()) }
            }
        }
    }
}

fn fields(editor: &Editor<'_>) -> Markup {
    let (form, errors) = (editor.form, editor.errors);
    let pages = Landing::ALL.map(|landing| Choice {
        value: landing.as_str(),
        label: landing.title(),
    });
    html! {
        div.card.padded {
            div.pair {
                (ui::field(&Field { name: "name", label: "Name", value: &form.name, error: errors.of("name"), required: true, most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default() }))
                (ui::field(&Field {
                    name: "landing", label: "Starts on", kind: Kind::Choice(&pages), value: &form.landing, error: errors.of("landing"),
                    hint: Some("Who can't see that page starts on the first one they can."), ..Field::default()
                }))
            }
            (ui::field(&Field { name: "description", label: "Description", value: &form.description, error: errors.of("description"), optional: true, most_characters: Description::MOST_CHARACTERS.try_into().ok(), ..Field::default() }))
        }
        @if let Some(mistake) = errors.of("permission") { (Banner::new(Tone::Bad, mistake.text)) }
    }
}
