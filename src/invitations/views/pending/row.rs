//! One invitation in the list, with what may be done.

use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};

use super::{ABOVE, INVITATIONS};
use crate::access::Actor;
use crate::invitations::model::{Delivery, Joined, Line, Listed, May, Stage};
use crate::types::Zone;
use crate::ui::{self, Button, Icon, Moment, Tone, address_asking};

const EXPIRED: &str = "This invitation has expired. Resend it to get a new link.";

pub(in crate::invitations) fn row(
    actor: &Actor,
    (line, now): (&Line, DateTime<Utc>),
    here: &str,
) -> Markup {
    let listed = &line.listed;
    let zone = actor.workspace.zone;
    let time = |at| ui::moment(&Moment { at, now, zone });
    html! {
        tr id=(part(listed)) {
            td.main {
                strong.entry { (listed.email) }
                @if let Some(name) = &listed.name { p.small.muted { (name) } }
            }
            td.brief { (names(&line.roles)) (placed(listed)) }
            td.wide-only.when { (listed.invited_by.as_deref().unwrap_or("Former user")) }
            td.wide-only.when {
                @match listed.sent_at { Some(at) => (time(at)), None => span.muted { "Not sent" } }
            }
            td.brief.when { (ends(listed, &time)) }
            td.state {
                (status(listed, (now, zone)))
                @if let Stage::Accepted { at } = listed.stage { p.words.small.muted { "Joined " (time(at)) } }
            }
            td.end { (ui::row_actions(actions(actor, line, here))) }
        }
    }
}

/// The row's id, which a swap replaces.
pub(in crate::invitations) fn part(listed: &Listed) -> String {
    format!("invitation-{}", listed.id)
}

fn names(roles: &[String]) -> Markup {
    html! {
        @match roles {
            [] => span.muted { "None" },
            [only] => (only),
            [first, more @ ..] => span title=(roles.join(", ")) {
                (first) " +" (more.len()) span.visually-hidden { " (" (more.join(", ")) ")" }
            },
        }
    }
}

/// `Support +1, Customer care`: below the role, since most of a row is about the mail.
fn placed(listed: &Listed) -> Markup {
    html! {
        @if !listed.teams.is_empty() || listed.department.is_some() {
            p.small.muted {
                @if !listed.teams.is_empty() { (names(&listed.teams)) }
                @if let Some(department) = &listed.department {
                    @if !listed.teams.is_empty() { ", " }
                    (department)
                }
            }
        }
    }
}

fn ends(listed: &Listed, time: &impl Fn(DateTime<Utc>) -> Markup) -> Markup {
    html! {
        @match listed.stage {
            Stage::Open => { span.phone-only { "expires " } (time(listed.expires_at)) },
            Stage::Expired => { span.past { span.phone-only { "expired " } (time(listed.expires_at)) } },
            Stage::Accepted { .. } => {},
        }
    }
}

fn status(listed: &Listed, clock: (DateTime<Utc>, Zone)) -> Markup {
    let trouble = trouble(&listed.delivery, clock);
    html! {
        @match (listed.stage, trouble) {
            (Stage::Accepted { .. }, _) => (ui::badge(Tone::Good, "Accepted")),
            (Stage::Open, None) => (ui::badge(Tone::Wait, "Pending")),
            (Stage::Open, Some(trouble)) => (trouble),
            (Stage::Expired, trouble) => {
                (ui::badge(Tone::Bad, "Expired"))
                @if let Some(trouble) = trouble { " " (trouble) }
            },
        }
    }
}

/// The server's own words are for everybody who looks, since they say what to do.
fn trouble(delivery: &Delivery, (now, zone): (DateTime<Utc>, Zone)) -> Option<Markup> {
    let badge = |tone, text: &str| ui::badge_with(Icon::MailX, tone, text);
    let shown = match delivery {
        Delivery::Fine => return None,
        Delivery::Sending => ui::badge(Tone::Plain, "Sending"),
        Delivery::NotSent { why } => html! {
            (badge(Tone::Plain, "Not sent"))
            @if let Some(why) = why { (words(why)) }
        },
        Delivery::Retrying { at, words } => {
            let exact = zone.exactly(*at);
            html! {
                span title={ (words) " (" (exact) ")" } {
                    (badge(Tone::Wait, &format!("Retrying {}", from_now(*at - now))))
                    span.visually-hidden { ": " (words) }
                }
            }
        }
        Delivery::Refused { words: why } => html! {
            (badge(Tone::Bad, "Refused by the mail server"))
            (words(why))
        },
    };
    Some(shown)
}

fn words(why: &str) -> Markup {
    html! { p.words.small.muted { (why) } }
}

fn from_now(wait: TimeDelta) -> String {
    match (wait.num_seconds() + 59) / 60 {
        ..=0 => "now".to_owned(),
        minutes @ ..60 => format!("in {minutes} min"),
        minutes => format!("in {} h", minutes / 60),
    }
}

fn actions(actor: &Actor, line: &Line, here: &str) -> Markup {
    let listed = &line.listed;
    let base = format!("/{}{INVITATIONS}/{}", actor.workspace.slug, listed.id);
    match (&line.may, listed.stage) {
        (May::Look, _) => html! {},
        (_, Stage::Accepted { at }) => {
            let zone = actor.workspace.zone;
            let why = Joined { at, zone }.to_string();
            html! { (Button::plain("Resend").small().refused(&why)) }
        }
        (May::OutOfReach, _) => html! {
            (Button::plain("Resend").small().refused(ABOVE))
            (Button::picture(Icon::Link, &copies(listed)).small().refused(ABOVE))
            (Button::picture(Icon::Pen, &edits(listed)).small().refused(ABOVE))
            (Button::quiet("Cancel").small().refused(ABOVE))
        },
        (May::Act { no_seat }, stage) => html! {
            (resend(&base, listed, (no_seat.as_deref(), here)))
            (copy_link(&base, listed, stage))
            (Button::picture(Icon::Pen, &edits(listed)).small().asks_at(&asking(&base, here)))
            (Button::quiet("Cancel").small().asks_at(&asking(&format!("{base}/cancel"), here)))
        },
    }
}

fn asking(address: &str, here: &str) -> String {
    address_asking(address, &[("next", here)])
}

fn copies(listed: &Listed) -> String {
    format!("Copy the link of {}", listed.email)
}

fn edits(listed: &Listed) -> String {
    format!("Edit the invitation of {}", listed.email)
}

fn resend(base: &str, listed: &Listed, (no_seat, here): (Option<&str>, &str)) -> Markup {
    let button = Button::plain("Resend").small();
    if let Some(why) = no_seat {
        return html! { (button.refused(why)) };
    }
    let inside = html! { input type="hidden" name="next" value=(here); (button) };
    ui::form_in_place(&format!("{base}/resend"), &part(listed), inside)
}

fn copy_link(base: &str, listed: &Listed, stage: Stage) -> Markup {
    let label = copies(listed);
    let button = Button::picture(Icon::Link, &label).small();
    if stage == Stage::Expired {
        return html! { (button.refused(EXPIRED)) };
    }
    ui::form_over_the_page(&format!("{base}/link"), button)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_minutes_and_never_less_than_it_is() {
        for (seconds, told) in [
            (-5, "now"),
            (0, "now"),
            (1, "in 1 min"),
            (60, "in 1 min"),
            (61, "in 2 min"),
            (240, "in 4 min"),
            (7_300, "in 2 h"),
        ] {
            assert_eq!(from_now(TimeDelta::seconds(seconds)), told, "{seconds}");
        }
    }
}
