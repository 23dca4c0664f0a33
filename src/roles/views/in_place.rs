//! What is answered to a list in which a role was changed.

use maud::{Markup, html};

use super::{RoleCell, cell_part, role_cell};
use crate::access::Actor;
use crate::roles::model::Role;
use crate::types::{RoleId, UserId};
use crate::ui::{self, Button, Page, Shell, Toast};

pub(in crate::roles) struct InPlace<'i> {
    pub actor: &'i Actor,
    pub user: UserId,
    pub name: &'i str,
    /// What they have now.
    pub has: &'i [Role],
    /// Those that the reader may give.
    pub offered: &'i [Role],
    pub next: &'i str,
    pub said: Said<'i>,
}

pub(in crate::roles) enum Said<'s> {
    /// From these roles, which Undo gives back.
    Changed {
        from: &'s [RoleId],
    },
    Undone,
    Refused {
        title: &'s str,
        words: &'s str,
    },
}

/// For the list itself, or for the toast whose Undo was pressed.
pub(in crate::roles) fn in_place(answer: &InPlace<'_>) -> Page {
    let part = cell_part(answer.user);
    let (cell, toast) = (cell(answer), toast(answer));
    let told = html! { (toast) (ui::instead_of(&part, &cell)) };
    ui::shell(&Shell::of(answer.actor, "/settings/users", "Users"))
        .part(&part, html! { (cell) (toast.partial()) })
        .part("toasts", told)
}

fn cell(answer: &InPlace<'_>) -> Markup {
    let has: Vec<&Role> = answer.has.iter().collect();
    role_cell(&RoleCell {
        actor: answer.actor,
        user: answer.user,
        name: answer.name,
        has: &has,
        offered: answer.offered,
        here: answer.next,
    })
}

fn toast(answer: &InPlace<'_>) -> Toast {
    match &answer.said {
        Said::Changed { from } => {
            Toast::done(&now(answer.name, answer.has, "now")).action(undo(answer, from))
        }
        Said::Undone => Toast::done(&now(answer.name, answer.has, "again")),
        Said::Refused { title, words } => {
            Toast::failed(html! { strong { (title) "." } " " (words) })
        }
    }
}

/// `Ana Lima is an Admin now.`
fn now(name: &str, has: &[Role], when: &str) -> String {
    match has {
        [only] if only.builtin.is_some() => {
            let begins_with_vowel = only.name().starts_with(['A', 'E', 'I', 'O', 'U']);
            let article = if begins_with_vowel { "an" } else { "a" };
            format!("{name} is {article} {} {when}.", only.name())
        }
        [only] => format!("{name} has the role {} {when}.", only.name()),
        several => {
            let names: Vec<&str> = several.iter().map(Role::name).collect();
            format!("{name} has the roles {} {when}.", names.join(", "))
        }
    }
}

fn undo(answer: &InPlace<'_>, from: &[RoleId]) -> Markup {
    let slug = &answer.actor.workspace.slug;
    let action = format!("/{slug}/settings/users/{}/roles", answer.user);
    let inside = html! {
        @for role in from { input type="hidden" name="role" value=(role); }
        @for role in answer.has { input type="hidden" name="had" value=(role.id); }
        input type="hidden" name="next" value=(answer.next);
        input type="hidden" name="undoes" value="yes";
        (Button::plain("Undo"))
    };
    ui::form_told_in_passing(&action, inside)
}
