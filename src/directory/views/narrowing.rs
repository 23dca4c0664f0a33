//! What the list of people is narrowed to: a select for each, and a sentence.

use maud::{Markup, html};

use super::foot;
use super::list::List;
use crate::departments::department_choices;
use crate::directory::web::Narrowing;
use crate::ui::{self, Button, Choice, Field, Kind};
use crate::users::Tab;

/// A script asks as soon as something is chosen; the button asks without one.
pub(super) fn bar(list: &List<'_>, base: &str) -> Markup {
    let (narrowing, choices) = (list.narrowing, list.choices);
    let roles = listed(choices.roles.iter().map(|role| (role.id, role.name())));
    let teams = listed(choices.teams.iter().map(|(id, name)| (id, name)));
    let teams = if teams.is_empty() {
        teams
    } else {
        [(Narrowing::NO_TEAM.to_owned(), "In no team".to_owned())]
            .into_iter()
            .chain(teams)
            .collect()
    };
    let departments = department_choices(&choices.departments);
    let departments = listed(departments.iter().map(|(id, path)| (id, path)));
    html! {
        form.bar.asks-when-changed role="search" method="get" action=(base) hx-get=(base) hx-trigger="change, submit"
            hx-target="#people" hx-swap="outerMorph" hx-push-url="true" hx-sync="this:replace" {
            @for (name, value) in unseen(list) {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
            (search(narrowing.sought()))
            (select(("role", "Role", "Any role"), &roles, &narrowing.role))
            @if !teams.is_empty() || !narrowing.team.is_empty() {
                (select(("team", "Team", "Any team"), &teams, &narrowing.team))
            }
            @if !departments.is_empty() || !narrowing.department.is_empty() {
                (select(("department", "Department", "Any department"), &departments, &narrowing.department))
            }
            (Button::plain("Filter"))
            @if let Some(shown) = foot::shown(list) { p.small.muted.push { (shown) } }
        }
    }
}

/// What is in force without a field of its own.
fn unseen<'l>(list: &List<'l>) -> [(&'static str, &'l str); 4] {
    [
        ("tab", list.tab_word()),
        ("sort", list.sort.word()),
        ("seen", &list.narrowing.seen),
        ("manager", &list.narrowing.manager),
    ]
}

fn search(value: &str) -> Markup {
    ui::field(&Field {
        name: "q",
        label: "Search by name or email",
        kind: Kind::Search,
        value,
        label_hidden: true,
        placeholder: Some("Search by name or email"),
        ..Field::default()
    })
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

/// `Everyone found by “lima”, with the role Agent, in the team Support.`
pub(super) fn in_force(list: &List<'_>) -> String {
    let narrowing = list.narrowing;
    let said = [
        Some(narrowing.sought())
            .filter(|sought| !sought.is_empty())
            .map(|sought| format!("found by “{sought}”")),
        said(&narrowing.role, |id| role(list, id)),
        said(&narrowing.team, |id| team(list, id)),
        said(&narrowing.department, |id| department(list, id)),
        said(&narrowing.seen, |word| {
            only(word, Narrowing::LONG_AGO, "not seen for 90 days")
        }),
        said(&narrowing.manager, |word| {
            only(word, Narrowing::LEFT, "whose manager left")
        }),
    ];
    let everyone = match list.tab {
        Tab::Inactive => "Deactivated people",
        _ => "Everyone",
    };
    let said: Vec<String> = said.into_iter().flatten().collect();
    format!("{everyone} {}.", said.join(", "))
}

fn said(value: &str, words: impl FnOnce(&str) -> String) -> Option<String> {
    (!value.is_empty()).then(|| words(value))
}

fn role(list: &List<'_>, id: &str) -> String {
    let id = id.parse().ok();
    let found = list.choices.roles.iter().find(|role| Some(role.id) == id);
    match found {
        Some(role) => format!("with the role {}", role.name()),
        None => "with a role that isn't there".to_owned(),
    }
}

fn team(list: &List<'_>, id: &str) -> String {
    if id == Narrowing::NO_TEAM {
        return "in no team".to_owned();
    }
    let id = id.parse().ok();
    let found = list
        .choices
        .teams
        .iter()
        .find(|(team, _)| Some(*team) == id);
    match found {
        Some((_, name)) => format!("in the team {name}"),
        None => "in a team that isn't there".to_owned(),
    }
}

fn department(list: &List<'_>, id: &str) -> String {
    let id = id.parse().ok();
    let found = id.and_then(|id| list.choices.departments.find(id));
    match found {
        Some(department) => format!("in the department {}", department.name),
        None => "in a department that isn't there".to_owned(),
    }
}

fn only(word: &str, known: &str, words: &str) -> String {
    let said = if word == known {
        words
    } else {
        "found by what nobody is"
    };
    said.to_owned()
}
