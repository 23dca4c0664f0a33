//! What deleting a team would do, asked before it is done.

use maud::{Markup, html};

use super::{PATH, base, people};
use crate::access::Actor;
use crate::teams::actions::DeleteError;
use crate::teams::model::{Affected, MOST_MOVED, Team};
use crate::ui::{self, Choice, Confirm, Dialog, Field, FormErrors, Kind, Page, Shell};

pub(in crate::teams) struct Deletion<'d> {
    pub actor: &'d Actor,
    pub team: &'d Team,
    /// Where its people can go.
    pub others: Vec<&'d Team>,
    pub people: Affected,
    /// Somebody in it who holds more than who asks.
    pub above: Option<&'d str>,
    pub chosen: &'d str,
    pub errors: &'d FormErrors,
}

pub(in crate::teams) fn deletion(deletion: &Deletion<'_>) -> Page {
    let (actor, team) = (deletion.actor, deletion.team);
    let own = format!("{}/{}", base(actor), team.id);
    let action = format!("{own}/delete");
    let title = format!("Delete {}", team.name);
    let cancel = format!("Keep {}", team.name);
    let refusal = refusal(deletion);
    let text = refusal.clone().unwrap_or_else(|| told(deletion));
    let question = Confirm {
        id: "delete-team",
        title: &title,
        text: &text,
        note: "",
        action: &action,
        verb: &title,
        cancel: &cancel,
    }
    .asking(where_to(deletion));
    let question = match &refusal {
        None => question,
        Some(_) => Dialog {
            body: html! { p { (text) } },
            lead: "",
            action: None,
            cancel: "Close",
            buttons: html! {},
            ..question
        },
    };
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some((team.name.as_str(), &own)),
        content: html! { @if refusal.is_none() { (ui::asked_on_page(&question, &own)) } },
        ..Shell::of(actor, PATH, &title)
    })
    .or_over_the_page(&question)
}

/// Why it can't be done now, and who can or how.
fn refusal(deletion: &Deletion<'_>) -> Option<String> {
    if let Some(name) = deletion.above {
        return Some(format!(
            "{name} is in {} and holds more than you do, so you can't take the team away. Somebody who holds as much can delete it.",
            deletion.team.name
        ));
    }
    let is_too_much = deletion.people.all() > MOST_MOVED;
    is_too_much.then(|| DeleteError::TooMany.to_string())
}

/// Whom it concerns.
fn told(deletion: &Deletion<'_>) -> String {
    let (affected, name) = (deletion.people, &deletion.team.name);
    if affected.all() == 0 {
        return format!(
            "Nobody is in {name}, and no open invitation leads there. It goes for good."
        );
    }
    let verb = if affected.all() == 1 { "is" } else { "are" };
    let some = |count: i64, what: &str| match count {
        0 => String::new(),
        _ => format!(", {count} of them {what}"),
    };
    let invited = some(affected.invited, "invited and not here yet");
    let inactive = some(affected.inactive, "deactivated");
    let people = people(affected.all());
    format!("{people} {verb} in {name}{invited}{inactive}. The team goes for good.")
}

fn where_to(deletion: &Deletion<'_>) -> Markup {
    let ids: Vec<(String, &str)> = deletion
        .others
        .iter()
        .map(|team| (team.id.to_string(), team.name.as_str()))
        .collect();
    let none = Choice {
        value: "",
        label: "No other team",
    };
    let others = ids.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(others).collect();
    let hint = (deletion.people.invited > 0).then_some(
        "Who is invited and goes to no other team joins without one, and whoever invited them is told.",
    );
    html! {
        @if deletion.people.all() > 0 && !deletion.others.is_empty() {
            (ui::field(&Field {
                name: "replacement", label: "Where its people go", kind: Kind::Choice(&choices),
                value: deletion.chosen, error: deletion.errors.of("replacement"), hint, ..Field::default()
            }))
        }
    }
}
