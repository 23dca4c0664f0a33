use maud::{Markup, html};

use super::store::{Colleague, MOST_SHOWN};
use crate::access::Actor;
use crate::ui::{self, Page, Shell};

pub(super) fn inbox(actor: &Actor, here: &[Colleague]) -> Page {
    ui::shell(&Shell {
        actor,
        path: "/inbox",
        title: &format!("Hello, {}", actor.display_name),
        lead: None,
        content: html! {
            div.columns {
                section.card.padded {
                    h2 { "Your conversations" }
                    p.muted { "Nothing is waiting for you. What is assigned to you will stand here." }
                }
                (colleagues(here))
            }
        },
    })
}

fn colleagues(here: &[Colleague]) -> Markup {
    html! {
        section.card.padded {
            h2 { "Here now" }
            @if here.is_empty() {
                p.muted { "Nobody else is here at the moment." }
            } @else {
                ul.lines {
                    @for person in here.iter().take(MOST_SHOWN) {
                        li id={ "user-" (person.id) } {
                            div.person { (ui::avatar(&person.display_name)) span { (person.display_name) } }
                        }
                    }
                }
                @if here.len() > MOST_SHOWN { p.small.muted { "And others." } }
            }
        }
    }
}
