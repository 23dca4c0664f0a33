//! What it is asked with: whom it would be about, and what happens then.

use maud::{Markup, Render, html};

use super::{left_out, people};
use crate::access::Actor;
use crate::directory::model::bulk::{Deed, is_given_to_many};
use crate::directory::store::bulk::Tally;
use crate::directory::views::PATH;
use crate::roles::Role;
use crate::teams::Team;
use crate::types::grouped;
use crate::ui::{self, Banner, Button, Choice, Dialog, Field, FormErrors, Kind, Page, Shell, Tone};

pub(in crate::directory) struct Asking<'a> {
    pub actor: &'a Actor,
    pub deed: Deed,
    pub tally: &'a Tally,
    /// Those that may be given.
    pub roles: &'a [Role],
    pub teams: &'a [Team],
    /// The id of the one that is chosen.
    pub to: &'a str,
    /// Who is meant.
    pub hidden: &'a [(&'static str, String)],
    pub back: &'a str,
    pub errors: &'a FormErrors,
}

pub(in crate::directory) fn asking(asking: &Asking<'_>) -> Page {
    let count = asking.tally.within_reach;
    let (title, verb) = words(asking.deed, count);
    let lead = consequence(asking.deed);
    let question = Dialog {
        id: "bulk-question",
        title: &title,
        lead,
        body: body(asking),
        action: Some(&format!("/{}{PATH}/bulk", asking.actor.workspace.slug)),
        note: "",
        cancel: "Cancel",
        buttons: html! {
            @if count > 0 {
                @match asking.deed {
                    Deed::Deactivate => (Button::destructive(&verb)),
                    Deed::Role | Deed::Team => (Button::primary(&verb)),
                }
            }
        },
    };
    ui::shell(&Shell {
        lead: Some(lead),
        back: Some(("Users", asking.back)),
        content: ui::asked_on_page(&question, asking.back),
        ..Shell::of(asking.actor, PATH, &title)
    })
    .or_answered_over_the_page(&question)
}

fn words(deed: Deed, count: i64) -> (String, String) {
    let whom = people(count);
    match deed {
        Deed::Role => (
            format!("Change the role of {whom}"),
            match count {
                1 => "Change 1 role".to_owned(),
                some => format!("Change {} roles", grouped(some)),
            },
        ),
        Deed::Team => (format!("Add {whom} to a team"), format!("Add {whom}")),
        Deed::Deactivate => (format!("Deactivate {whom}"), format!("Deactivate {whom}")),
    }
}

const fn consequence(deed: Deed) -> &'static str {
    match deed {
        Deed::Role => "Each of them gets this one role. That applies on their next click.",
        Deed::Team => "They stay in the teams that they are in.",
        Deed::Deactivate => {
            "They are signed out everywhere and can’t sign in any more. What they did stays, and each can be reactivated."
        }
    }
}

fn body(asking: &Asking<'_>) -> Markup {
    let (tally, errors) = (asking.tally, asking.errors);
    let out: i64 = tally.left_out.values().sum();
    html! {
        @if let Some(mistake) = errors.of("expected") { (Banner::new(Tone::Wait, mistake.text)) }
        @if out > 0 { (out_of_it(asking, out)) }
        @if tally.within_reach > 0 {
            @match asking.deed {
                Deed::Role => {
                    (choice(asking, "New role", &roles(asking)))
                    @if tally.several_roles > 0 { p.small { (several(tally.several_roles)) } }
                }
                Deed::Team => (choice(asking, "Team they join", &teams(asking))),
                Deed::Deactivate => (what_becomes()),
            }
        }
        @for (name, value) in asking.hidden { input type="hidden" name=(name) value=(value); }
    }
}

fn out_of_it(asking: &Asking<'_>, out: i64) -> Markup {
    let each = asking.tally.left_out.iter();
    let each = each.map(|(why, count)| left_out(*why, *count, asking.deed));
    let each: Vec<String> = each.collect();
    let is = if out == 1 { "is" } else { "are" };
    let of = people(asking.tally.people());
    html! { p { "Of " (of) ", " (grouped(out)) " " (is) " left out: " (each.join(", ")) "." } }
}

fn several(count: i64) -> String {
    match count {
        1 => "1 of them has several roles, which this replaces.".to_owned(),
        some => format!(
            "{} of them have several roles, which this replaces.",
            grouped(some)
        ),
    }
}

fn roles(asking: &Asking<'_>) -> Vec<(String, String)> {
    let given = asking.roles.iter();
    let given = given.filter(|role| is_given_to_many(role.builtin));
    let given = given.map(|role| (role.id.to_string(), role.name().to_owned()));
    given.collect()
}

fn teams(asking: &Asking<'_>) -> Vec<(String, String)> {
    let teams = asking.teams.iter();
    let teams = teams.map(|team| (team.id.to_string(), team.name.to_string()));
    teams.collect()
}

fn choice(asking: &Asking<'_>, label: &str, offered: &[(String, String)]) -> Markup {
    let first = Choice {
        value: "",
        label: "Choose one",
    };
    let each = offered.iter();
    let each = each.map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(first).chain(each).collect();
    ui::field(&Field {
        name: "to",
        id: Some("bulk-to"),
        label,
        kind: Kind::Choice(&choices),
        value: asking.to,
        error: asking.errors.of("to"),
        ..Field::default()
    })
    .render()
}

fn what_becomes() -> Markup {
    html! {
        ul {
            li { "Whoever reports to one of them reports to the next above from now on." }
            li { "Invitations that they sent and that are still open become yours, or are cancelled where they offer more than you hold." }
            li { "Their roles and teams are kept for the day when they come back." }
        }
    }
}
