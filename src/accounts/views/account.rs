//! Somebody's account: when they came, how they sign in, where they are signed in.

use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};

use super::{Known, PATH};
use crate::access::Actor;
use crate::email_changes::awaited_lines;
use crate::people::Change;
use crate::sessions::{OpenSession, device};
use crate::types::UserStatus;
use crate::ui::{self, Button, Moment, Toggle};

/// What htmx replaces when something in it has changed.
pub(super) const PART: &str = "account";

pub(super) fn card(actor: &Actor, known: &Known, edits: Change) -> Markup {
    let person = &known.person;
    let base = format!("/{}{PATH}/{}", actor.workspace.slug, person.id);
    let joined = person.activated_at.map(|at| actor.workspace.zone.day(at));
    let joined = joined.unwrap_or_else(|| "Not yet".to_owned());
    let (email, inviter) = (email(actor, known, (edits, &base)), inviter(actor, known));
    let (seen, sessions) = (last_seen(actor, known), count(actor, known, (edits, &base)));
    let mut facts: Vec<(&str, &dyn Render)> = vec![("Email", &email), ("Joined", &joined)];
    let left = person.deactivated_at.map(|at| actor.workspace.zone.day(at));
    if let Some(left) = &left {
        facts.push(("Deactivated", left));
    }
    if known.inviter.is_some() {
        facts.push(("Invited by", &inviter));
    }
    if !known.is(UserStatus::Pending) {
        facts.extend([("Last seen", &seen as &dyn Render), ("Sessions", &sessions)]);
    }
    html! {
        div id=(PART) {
            (ui::card("Account", html! {
                (ui::facts(&facts))
                @if may_end(actor, known, edits) && !known.sessions.is_empty() {
                    ul.lines { @for session in &known.sessions { (line(actor, known, (session, &base))) } }
                }
                @if !known.is(UserStatus::Pending) { (beta(known, edits, &base)) }
            }))
        }
    }
}

/// Who changes their own ends sessions on their profile.
fn may_end(actor: &Actor, known: &Known, edits: Change) -> bool {
    edits == Change::Offered && known.person.id != actor.user
}

fn email(actor: &Actor, known: &Known, (edits, base): (Change, &str)) -> Markup {
    let changes = edits == Change::Offered && known.is(UserStatus::Active);
    let address = format!("{base}/email");
    html! {
        (known.person.email)
        @if changes {
            " " a.change href=(address) hx-get=(address) hx-target="#dialogs" hx-swap="innerHTML" {
                "Change" span.visually-hidden { " the address" }
            }
        }
        @if let Some(awaited) = &known.awaited { (awaited_lines(actor, awaited, changes.then_some(&*address))) }
    }
}

fn inviter(actor: &Actor, known: &Known) -> Markup {
    html! {
        @if let Some((id, name)) = &known.inviter {
            a href={ "/" (actor.workspace.slug) (PATH) "/" (id) } { (name) }
        }
    }
}

fn last_seen(actor: &Actor, known: &Known) -> Markup {
    html! {
        @match known.last_seen {
            Some(at) => (moment(actor, known, at)),
            None => span.muted { "Never" },
        }
    }
}

fn moment(actor: &Actor, known: &Known, at: DateTime<Utc>) -> Markup {
    let zone = actor.workspace.zone;
    ui::moment(&Moment {
        at,
        now: known.now,
        zone,
    })
}

fn count(actor: &Actor, known: &Known, (edits, base): (Change, &str)) -> Markup {
    let action = format!("{base}/sign-out");
    html! {
        div.row {
            (known.sessions.len())
            @if actor.user == known.person.id {
                a.change href={ "/" (actor.workspace.slug) "/profile" } { "On your profile" }
            } @else if may_end(actor, known, edits) && !known.sessions.is_empty() {
                (ui::form_in_place(&action, PART, Button::plain("End all").small()))
            }
        }
    }
}

fn line(actor: &Actor, known: &Known, (session, base): (&OpenSession, &str)) -> Markup {
    let device = device(session.user_agent.as_deref());
    let action = format!("{base}/sessions/{}/end", session.id);
    html! {
        li id={ "session-" (session.id) } {
            div {
                strong { (device) }
                p.small.muted {
                    @if let Some(ip) = &session.ip { (ip) ", " }
                    (moment(actor, known, session.last_seen_at))
                }
            }
            (ui::form_in_place(&action, PART, html! {
                button.button.small { "End" span.visually-hidden { " the session: " (device) } }
            }))
        }
    }
}

fn beta(known: &Known, edits: Change, base: &str) -> Markup {
    let is_on = known.person.beta_access;
    let toggle = Toggle {
        name: "on",
        label: "Beta access",
        hint: Some("May use features under test"),
        on: is_on,
        id: Some("beta"),
        ..Toggle::default()
    };
    html! {
        @if edits == Change::Offered { (ui::switch_in_place(&toggle, &format!("{base}/beta"), PART)) }
        @else { (ui::facts(&[("Beta access", &if is_on { "Yes" } else { "No" })])) }
    }
}
