//! What the list of people is narrowed to: a select for each, and a sentence.

use maud::{Markup, html};

use super::list::List;
use crate::departments::department_choices;
use crate::types::Title;
use crate::ui::{self, Button, Choice, Field, Kind};
use crate::users::Tab;

/// A script asks as soon as something is chosen; the button asks without one.
pub(super) fn bar(list: &List<'_>, base: &str) -> Markup {
    let (narrowing, choices) = (list.narrowing, list.choices);
    let roles = listed(choices.roles.iter().map(|(id, name)| (id, name)));
    let teams = listed(choices.teams.iter().map(|(id, name)| (id, name)));
    let departments = department_choices(&choices.departments);
    let departments = listed(departments.iter().map(|(id, path)| (id, path)));
    html! {
        form.bar role="search" method="get" action=(base) hx-get=(base) hx-trigger="change"
            hx-target="#people" hx-swap="outerMorph" hx-push-url="true" {
            @if !list.tab_word().is_empty() { input type="hidden" name="tab" value=(list.tab_word()); }
            (select(("role", "Role", "Any role"), &roles, &narrowing.role))
            @if !teams.is_empty() || !narrowing.team.is_empty() {
                (select(("team", "Team", "Any team"), &teams, &narrowing.team))
            }
            @if !departments.is_empty() || !narrowing.department.is_empty() {
                (select(("department", "Department", "Any department"), &departments, &narrowing.department))
            }
            (Button::plain("Filter"))
        }
    }
}

fn listed<Id: ToString, Name: ToString>(
    choices: impl Iterator<Item = (Id, Name)>,
) -> Vec<(String, String)> {
    choices
        .map(|(id, name)| (id.to_string(), name.to_string()))
        .collect()
}

fn select(
    (name, label, any): (&'static str, &str, &str),
    choices: &[(String, String)],
    value: &str,
) -> Markup {
    let any = Choice {
        value: "",
        label: any,
    };
    let each = choices.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> = std::iter::once(any).chain(each).collect();
    // A dialog over the list has fields of the same names.
    ui::field(&Field {
        name,
        id: Some(&format!("by-{name}")),
        label,
        kind: Kind::Choice(&all),
        value,
        label_hidden: true,
        ..Field::default()
    })
}

/// `Everyone with the role Agent, in the team Support, in Care.`
pub(super) fn in_force(list: &List<'_>) -> String {
    let (narrowing, choices) = (list.narrowing, list.choices);
    let mut said = Vec::new();
    if !narrowing.role.is_empty() {
        let id = narrowing.role.parse().ok();
        let found = choices.roles.iter().find(|(role, _)| Some(*role) == id);
        said.push(match found {
            Some((_, name)) => format!("with the role {name}"),
            None => "with a role that isn't there".to_owned(),
        });
    }
    if !narrowing.team.is_empty() {
        let id = narrowing.team.parse().ok();
        let found = choices.teams.iter().find(|(team, _)| Some(*team) == id);
        said.push(match found {
            Some((_, name)) => format!("in the team {name}"),
            None => "in a team that isn't there".to_owned(),
        });
    }
    if !narrowing.department.is_empty() {
        let id = narrowing.department.parse().ok();
        let found = id.and_then(|id| choices.departments.find(id));
        let name = found.map(|department| &department.name);
        said.push(name.map_or("in a department that isn't there".to_owned(), in_department));
    }
    let everyone = match list.tab {
        Tab::Inactive => "Deactivated people",
        _ => "Everyone",
    };
    format!("{everyone} {}.", said.join(", "))
}

fn in_department(name: &Title) -> String {
    format!("in the department {name}")
}
