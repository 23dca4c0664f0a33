//! Somebody's roles, to be given and taken.

use maud::{Markup, html};

use super::{RoleCell, cell_part, role_cell};
use crate::access::Actor;
use crate::roles::model::Role;
use crate::types::{RoleId, UserId};
use crate::ui::{self, Banner, Button, Chip, Dialog, FormErrors, Page, Shell, Toggle, Tone};

pub(in crate::roles) struct RolesOf<'r> {
    pub actor: &'r Actor,
    pub user: UserId,
    pub name: &'r str,
    pub has: &'r [Role],
    /// Whether they hold no more than who changes them.
    pub is_within_reach: bool,
    /// Those that may be given.
    pub offered: &'r [Role],
    /// The ids that are ticked.
    pub ticked: &'r [String],
    /// Where to go afterwards.
    pub next: &'r str,
    pub errors: &'r FormErrors,
}

pub(in crate::roles) fn roles_of(roles: &RolesOf<'_>) -> Page {
    let actor = roles.actor;
    let person = format!("/{}/settings/users/{}", actor.workspace.slug, roles.user);
    let action = format!("{person}/roles");
    let title = format!("Roles of {}", roles.name);
    let lead = "Several roles add up: what one of them allows is allowed. Changes apply on the next click.";
    let had: Vec<RoleId> = roles.has.iter().map(|role| role.id).collect();
    let question = Dialog {
        id: "roles-of",
        title: &title,
        lead,
        body: if roles.is_within_reach {
            role_boxes(&RoleBoxes {
                offered: roles.offered,
                ticked: roles.ticked,
                had: &had,
                next: roles.next,
                errors: roles.errors,
            })
        } else {
            out_of_reach(roles)
        },
        action: Some(&action),
        note: "",
        cancel: "Cancel",
        buttons: html! { @if roles.is_within_reach { (Button::primary("Save roles")) } },
    };
    let back = if roles.next.is_empty() {
        &person
    } else {
        roles.next
    };
    ui::shell(&Shell {
        lead: Some(lead),
        back: Some((roles.name, &person)),
        content: ui::asked_on_page(&question, back),
        ..Shell::of(actor, "/settings/users", &title)
    })
    // For who asked from a list: the role in it as it is, and the question over it.
    .part(
        &cell_part(roles.user),
        html! { (cell(roles)) (ui::dialog_opened(&question)) },
    )
    .or_over_the_page(&question)
}

fn cell(roles: &RolesOf<'_>) -> Markup {
    let has: Vec<&Role> = roles.has.iter().collect();
    role_cell(&RoleCell {
        actor: roles.actor,
        user: roles.user,
        name: roles.name,
        has: &has,
        offered: roles.offered,
        here: roles.next,
    })
}

fn out_of_reach(roles: &RolesOf<'_>) -> Markup {
    let chips = roles.has.iter().map(|role| Chip::new(role.name()));
    html! {
        (ui::chips(chips, "None"))
        p { (roles.name) " holds more than you do. Somebody who holds as much can change these roles." }
    }
}

/// Roles to be ticked.
pub struct RoleBoxes<'b> {
    /// Those that may be given.
    pub offered: &'b [Role],
    /// The ids that are ticked.
    pub ticked: &'b [String],
    /// Those that somebody has while this is shown.
    pub had: &'b [RoleId],
    /// Where to go afterwards.
    pub next: &'b str,
    pub errors: &'b FormErrors,
}

pub fn role_boxes(boxes: &RoleBoxes<'_>) -> Markup {
    let needs_password = boxes.errors.of("current_password").is_some();
    html! {
        @if let Some(mistake) = boxes.errors.of("role") { (Banner::new(Tone::Bad, mistake.text)) }
        fieldset.field id="role" {
            legend.visually-hidden { "Roles" }
            div.stack {
                @for role in boxes.offered {
                    @let value = role.id.to_string();
                    (ui::checkbox(&Toggle {
                        name: "role",
                        label: role.name(),
                        hint: Some(role.definition.description.as_str()).filter(|text| !text.is_empty()),
                        on: boxes.ticked.contains(&value),
                        id: Some(&format!("role-{value}")),
                        value: Some(&value),
                        ..Toggle::default()
                    }))
                }
            }
        }
        // Only giving and taking ownership asks for it, so the form shows it once it was asked.
        @if needs_password { (ui::confirm_password_field(false, boxes.errors)) }
        @for role in boxes.had { input type="hidden" name="had" value=(role); }
        @if !boxes.next.is_empty() { input type="hidden" name="next" value=(boxes.next); }
    }
}
