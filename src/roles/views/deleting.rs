//! What deleting a role would do, asked before it is done.

use maud::{Markup, html};

use super::{PATH, base, people};
use crate::access::{Actor, Permission, PermissionSet};
use crate::roles::model::Role;
use crate::ui::{self, Confirm, FormErrors, Options, Page, RadioOption, Shell};

pub(in crate::roles) struct Deletion<'d> {
    pub actor: &'d Actor,
    pub role: &'d Role,
    /// What its people can get instead.
    pub replacements: &'d [Role],
    /// Active, inactive and invited ones.
    pub people: i64,
    pub chosen: &'d str,
    pub errors: &'d FormErrors,
}

pub(in crate::roles) fn deletion(deletion: &Deletion<'_>) -> Page {
    let (actor, role) = (deletion.actor, deletion.role);
    let own = format!("{}/{}", base(actor), role.id);
    let action = format!("{own}/delete");
    let title = format!("Delete {}", role.name());
    let cancel = format!("Keep {}", role.name());
    let text = match deletion.people {
        0 => {
            "Nobody has this role, and no open invitation carries it. It goes for good.".to_owned()
        }
        count => format!(
            "{} this role, those who are inactive or still invited included. They get another one for it at once. The role goes for good.",
            match count {
                1 => "1 person has".to_owned(),
                _ => format!("{} have", people(count)),
            }
        ),
    };
    let question = Confirm {
        id: "delete-role",
        title: &title,
        text: &text,
        note: "",
        action: &action,
        verb: &title,
        cancel: &cancel,
    }
    .asking(body(deletion));
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some((role.name(), &own)),
        content: ui::asked_on_page(&question, &own),
        ..Shell::of(actor, PATH, &title)
    })
    .or_over_the_page(&question)
}

fn body(deletion: &Deletion<'_>) -> Markup {
    let texts: Vec<(String, String)> = deletion
        .replacements
        .iter()
        .map(|other| {
            (
                other.id.to_string(),
                compared(deletion.role.permissions(), other.permissions()),
            )
        })
        .collect();
    let options: Vec<RadioOption<'_>> = deletion
        .replacements
        .iter()
        .zip(&texts)
        .map(|(other, (id, text))| RadioOption {
            value: id,
            label: other.name(),
            text,
            refused: None,
        })
        .collect();
    html! {
        @if deletion.people > 0 {
            (ui::options(&Options {
                name: "replacement",
                label: "What they get instead",
                options: &options,
                value: deletion.chosen,
                error: deletion.errors.of("replacement"),
            }))
        }
        (ui::confirm_password_field(deletion.actor.password_is_fresh, deletion.errors))
    }
}

/// What who had one role and gets another one gains and loses by it.
fn compared(before: PermissionSet, after: PermissionSet) -> String {
    let words = |permissions: PermissionSet| {
        let titles: Vec<String> = permissions.iter().map(in_passing).collect();
        match titles.len() {
            0..=4 => titles.join(", "),
            more => format!("{more} permissions"),
        }
    };
    match (after.without(before), before.without(after)) {
        (gained, lost) if gained.is_empty() && lost.is_empty() => "Holds the same.".to_owned(),
        (gained, lost) if gained.is_empty() => format!("Without {}.", words(lost)),
        (gained, lost) if lost.is_empty() => format!("And also {}.", words(gained)),
        (gained, lost) => format!("Without {}; and also {}.", words(lost), words(gained)),
    }
}

/// `read API keys`
fn in_passing(permission: Permission) -> String {
    let verb = permission.verb().title().to_lowercase();
    format!("{verb} {}", permission.resource().in_a_sentence())
}
