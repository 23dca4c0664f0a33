use maud::{Markup, html};

use super::store::{Colleague, MOST_SHOWN};
use crate::access::Actor;
use crate::ui::{self, Avatar, Icon, Page, Shell};

pub(super) fn inbox(actor: &Actor, here: &[Colleague]) -> Page {
    let greeting = format!("Hello, {}", actor.display_name);
    drawn(actor, &greeting, &html! {}, here)
}

/// For somebody who has just joined.
pub(super) fn first(actor: &Actor, here: &[Colleague]) -> Page {
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
    drawn(actor, &greeting, &welcome, here)
}

fn drawn(actor: &Actor, greeting: &str, welcome: &Markup, here: &[Colleague]) -> Page {
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
                    (ui::card("Here in the last five minutes", colleagues(here)))
                }
            }
        },
        ..Shell::of(actor, "/inbox", greeting)
    })
}

fn colleagues(here: &[Colleague]) -> Markup {
    html! {
        @if here.is_empty() {
            p.muted { "Nobody else was here." }
        } @else {
            ul.lines {
                @for person in here.iter().take(MOST_SHOWN) {
                    li id={ "user-" (person.id) } {
                        span.row { (Avatar::of(&person.display_name).small()) (person.display_name) }
                    }
                }
            }
            @if here.len() > MOST_SHOWN { p.small.muted { "And others." } }
        }
    }
}
