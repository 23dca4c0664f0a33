use maud::{Markup, html};

use super::store::teams::{MOST_MATES, MOST_TEAMS, MyTeam};
use super::store::{Colleague, MOST_SHOWN};
use crate::access::Actor;
use crate::types::Zone;
use crate::ui::{self, Avatar, Icon, Page, Presence, Shell};

/// Who is around.
pub(super) struct Around {
    pub here: Vec<Colleague>,
    /// `None` for who may not see teams.
    pub teams: Option<Vec<MyTeam>>,
}

pub(super) fn inbox(actor: &Actor, around: &Around) -> Page {
    let greeting = format!("Hello, {}", actor.display_name);
    drawn(actor, &greeting, &html! {}, around)
}

/// For somebody who has just joined.
pub(super) fn first(actor: &Actor, around: &Around) -> Page {
    let greeting = format!("Welcome, {}", actor.display_name);
    let profile = format!("/{}/profile", actor.workspace.slug);
    let welcome = html! {
        section.card.padded {
            h2 { "You are part of " (actor.workspace.name) " now" }
            p {
                "You start on this page, your inbox: conversations will be here, and it says who else is here now. "
                "Your names and your password are on " a href=(profile) { "your profile" } "."
            }
        }
    };
    drawn(actor, &greeting, &welcome, around)
}

fn drawn(actor: &Actor, greeting: &str, welcome: &Markup, around: &Around) -> Page {
    let zone = actor.workspace.zone;
    ui::shell(&Shell {
        content: html! {
            div.stack {
                (welcome)
                div.columns {
                    (ui::empty(
                        Icon::Inbox,
                        "No conversations yet",
                        "Muster looks after people so far. Conversations aren't part of it yet, so nothing is waiting for you.",
                        html! {},
                    ))
                    div.stack {
                        @if let Some(teams) = &around.teams { (ui::card("Your teams", my_teams(teams, zone))) }
                        (ui::card("Here in the last five minutes", here(&around.here, zone)))
                    }
                }
            }
        },
        ..Shell::of(actor, "/inbox", greeting)
    })
}

fn my_teams(teams: &[MyTeam], zone: Zone) -> Markup {
    html! {
        @if teams.is_empty() { p.muted { "You are in no team." } }
        @for team in teams.iter().take(MOST_TEAMS) {
            section.stack.tight id={ "team-" (team.id) } {
                h3 { (team.name) }
                @if team.mates.is_empty() { p.small.muted { "Nobody else is in it." } }
                @else { (colleagues(&format!("team-{}-user", team.id), (&team.mates, MOST_MATES), zone)) }
            }
        }
        @if teams.len() > MOST_TEAMS { p.small.muted { "And other teams." } }
    }
}

fn here(here: &[Colleague], zone: Zone) -> Markup {
    html! {
        @if here.is_empty() { p.muted { "Nobody else was here." } }
        @else { (colleagues("user", (here, MOST_SHOWN), zone)) }
    }
}

/// Somebody may be in several lists, so each has ids of its own.
fn colleagues(list: &str, (people, most): (&[Colleague], usize), zone: Zone) -> Markup {
    html! {
        ul.lines {
            @for person in people.iter().take(most) {
                @let presence = Presence { availability: person.availability, zone };
                li id={ (list) "-" (person.id) } {
                    span.row { (Avatar::of(&person.display_name).small()) (person.display_name) }
                    span.small.muted { (ui::presence(presence)) }
                }
            }
        }
        @if people.len() > most { p.small.muted { "And others." } }
    }
}
