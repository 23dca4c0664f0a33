//! How far it is, and at its end what was done and who was left out.

use std::collections::HashMap;

use maud::{Markup, html};

use super::{left_out, people};
use crate::access::Actor;
use crate::directory::actions::bulk::{Left, Outcome};
use crate::directory::model::bulk::{Deed, Skip};
use crate::directory::views::PATH;
use crate::jobs::{Job, State};
use crate::types::{UserId, capital, grouped};
use crate::ui::{self, Banner, Button, Page, Shell, Tone, address_asking};

/// What htmx replaces while it goes on.
const PART: &str = "bulk-job";

pub(in crate::directory) struct Telling<'t> {
    pub actor: &'t Actor,
    pub deed: Deed,
    pub job: &'t Job,
    pub outcome: &'t Outcome,
    /// Of those left out who are still here.
    pub names: &'t HashMap<UserId, String>,
    pub next: &'t str,
    pub back: &'t str,
}

pub(in crate::directory) fn telling(telling: &Telling<'_>) -> Page {
    let title = match telling.deed {
        Deed::Role => "Changing roles",
        Deed::Team => "Adding to a team",
        Deed::Deactivate => "Deactivating people",
    };
    let part = part(telling, title);
    let page = ui::shell(&Shell {
        back: Some(("Users", telling.back)),
        content: part.clone(),
        ..Shell::of(telling.actor, PATH, title)
    })
    .part(PART, part);
    if telling.job.state.is_over() {
        page
    } else {
        page.asked_for_again()
    }
}

fn part(telling: &Telling<'_>, title: &str) -> Markup {
    let job = telling.job;
    let slug = &telling.actor.workspace.slug;
    let here = format!("/{slug}{PATH}/bulk/{}", job.id);
    let here = address_asking(&here, &[("next", telling.next)]);
    let number = |count: i32| u32::try_from(count).unwrap_or_default();
    let (done, total) = (number(job.progress.done), number(job.progress.total));
    html! {
        @if job.state.is_over() {
            section.card.padded id=(PART) { div.stack role="status" { (ended(telling)) } }
        } @else {
            section.card.padded id=(PART) hx-get=(here) hx-trigger="every 1s" hx-target="this" hx-swap="outerMorph" {
                div.stack {
                    (ui::progress(title, done, Some(total)))
                    p.muted { "This goes on by itself. You can leave the page." }
                }
            }
        }
    }
}

fn ended(telling: &Telling<'_>) -> Markup {
    let (job, outcome) = (telling.job, telling.outcome);
    html! {
        @if let (State::Stopped, Some(why)) = (job.state, &job.stopped_because) {
            (Banner::new(Tone::Bad, why))
        }
        p.main { strong { (done(telling.deed, count(outcome.changed))) } }
        @if outcome.left_out() > 0 {
            h2 { (people(count(outcome.left_out()))) " left out" }
            dl.left-out {
                @for (why, left) in &outcome.left {
                    dt { (reason(telling, *why, left)) }
                    dd { (named(telling, *why, left)) }
                }
            }
        }
        p { (Button::plain("Back to the list").leads_to(telling.back)) }
    }
}

fn count(people: usize) -> i64 {
    i64::try_from(people).unwrap_or(i64::MAX)
}

fn done(deed: Deed, changed: i64) -> String {
    let (whom, have) = (people(changed), if changed == 1 { "has" } else { "have" });
    let are = if changed == 1 { "is" } else { "are" };
    match (changed, deed) {
        (0, _) => "Nobody was changed.".to_owned(),
        (_, Deed::Role) => format!("{whom} {have} another role now."),
        (_, Deed::Team) => format!("{whom} {are} in the team now."),
        (_, Deed::Deactivate) => format!("{whom} {are} deactivated."),
    }
}

/// What the reader did themselves is about them; of somebody else's it is about that person.
fn reason(telling: &Telling<'_>, why: Skip, left: &Left) -> String {
    let is_own = telling.job.asker.user == telling.actor.user;
    match why {
        Skip::Yourself if is_own => "You".to_owned(),
        Skip::Yourself => "Who asked for it".to_owned(),
        Skip::Above if !is_own => format!("{} beyond who asked for it", grouped(count(left.count))),
        _ => capital(&left_out(why, count(left.count), telling.deed)),
    }
}

fn named(telling: &Telling<'_>, why: Skip, left: &Left) -> Markup {
    let slug = &telling.actor.workspace.slug;
    let unnamed = left.count - left.first.len().min(left.count);
    html! {
        @if why == Skip::Yourself { "Changing oneself among many isn’t done." }
        @else {
            @for (place, user) in left.first.iter().enumerate() {
                @if place > 0 { ", " }
                @match telling.names.get(user) {
                    Some(name) => a href={ "/" (slug) (PATH) "/" (user) } { (name) },
                    None => "somebody who is gone",
                }
            }
            @if unnamed > 0 { " and " (grouped(count(unnamed))) " more" }
        }
    }
}
