//! Somebody's role in a list, where it is changed in place.

use maud::{Markup, html};

use crate::access::Actor;
use crate::people::Change;
use crate::roles::model::{Role, union};
use crate::types::UserId;
use crate::ui::{self, Button, Choice, Field, Kind, address_asking};

/// More than these are chosen from in a dialog, so that a list doesn't hold them once a row.
const MOST_OFFERED: usize = 20;

pub struct RoleCell<'c> {
    pub actor: &'c Actor,
    pub user: UserId,
    pub name: &'c str,
    /// The highest first.
    pub has: &'c [&'c Role],
    /// Those that the reader may give.
    pub offered: &'c [Role],
    /// The page that it stands in.
    pub here: &'c str,
}

/// Its id, which a swap replaces.
pub(in crate::roles) fn cell_part(user: UserId) -> String {
    format!("role-of-{user}")
}

pub fn role_cell(cell: &RoleCell<'_>) -> Markup {
    let person = format!(
        "/{}/settings/users/{}",
        cell.actor.workspace.slug, cell.user
    );
    html! {
        div.inplace id=(cell_part(cell.user)) {
            @match (cell.has, change(cell)) {
                ([], _) => span.muted { "None" },
                ([first, _, ..], _) => (several(cell, first, &person)),
                ([only], Change::Offered) if cell.offered.len() > MOST_OFFERED => {
                    (Button::quiet(only.name()).small().asks_at(&asking(&person, cell.here)))
                },
                ([only], Change::Offered) => (chooser(cell, only, &person)),
                ([only], Change::NotOffered | Change::OutOfReach) => span.fixed { (only.name()) },
            }
        }
    }
}

fn change(cell: &RoleCell<'_>) -> Change {
    Change::by(cell.actor, union(cell.has.iter().copied()))
}

fn asking(person: &str, here: &str) -> String {
    address_asking(&format!("{person}/roles"), &[("next", here)])
}

/// `Agent +1`, which leads to all of them.
fn several(cell: &RoleCell<'_>, first: &Role, person: &str) -> Markup {
    let names: Vec<&str> = cell.has.iter().map(|role| role.name()).collect();
    html! {
        a.fixed href=(person) title=(names.join(", ")) {
            (first.name()) " +" (names.len() - 1)
            span.visually-hidden { ": roles of " (cell.name) ", " (names.join(", ")) }
        }
    }
}

fn chooser(cell: &RoleCell<'_>, only: &Role, person: &str) -> Markup {
    let is_offered = cell.offered.iter().any(|role| role.id == only.id);
    let beside = Some(only).filter(|_| !is_offered);
    let roles = cell.offered.iter().chain(beside);
    let named: Vec<(String, &str)> = roles
        .map(|role| (role.id.to_string(), role.name()))
        .collect();
    let choices: Vec<Choice<'_>> = named
        .iter()
        .map(|(value, label)| Choice { value, label })
        .collect();
    let (part, label) = (cell_part(cell.user), format!("Role of {}", cell.name));
    let now = only.id.to_string();
    let inside = html! {
        input type="hidden" name="had" value=(now);
        input type="hidden" name="next" value=(cell.here);
        (ui::field(&Field {
            name: "role", id: Some(&format!("{part}-now")), label: &label, label_hidden: true,
            kind: Kind::Choice(&choices), value: &now, ..Field::default()
        }))
        (Button::plain("Save").small())
    };
    ui::form_when_changed(&format!("{person}/roles"), &part, inside)
}
