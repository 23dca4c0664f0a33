mod deciding;
mod making;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

pub(super) use deciding::{revocation, taking_over};
pub(super) use making::{Made, made, new_key};

use super::model::{ApiKey, May, Standing};
use crate::access::{Actor, Permission, PermissionSet};
use crate::ui::{self, Button, Column, Icon, Moment, Page, Shell, Tone};

pub(super) const PATH: &str = "/settings/api-keys";

const ABOVE: &str =
    "This key holds more than you do. Somebody who holds as much can decide about it.";

fn base(actor: &Actor) -> String {
    format!("/{}{PATH}", actor.workspace.slug)
}

/// Those that work or could again, and below them those that are over.
pub(super) fn list(actor: &Actor, keys: &[ApiKey], now: DateTime<Utc>) -> Page {
    let new = format!("{}/new", base(actor));
    let button = Button::primary("New key").icon(Icon::Plus).leads_to(&new);
    let (over, open): (Vec<&ApiKey>, Vec<&ApiKey>) =
        keys.iter().partition(|key| key.standing(now).is_over());
    ui::shell(&Shell {
        lead: Some(
            "How programs come in: each in the right of who answers for it, and within what was chosen for it.",
        ),
        actions: html! { @if !open.is_empty() { (button) } },
        content: html! {
            @if open.is_empty() {
                (ui::empty(Icon::Key, "No key yet",
                    "A program that invites people, reads who is here or asks what somebody may do signs in with a key. A key never does more than its maker may, and stops when they leave.",
                    button))
            } @else { (table(actor, (&open, now), "API keys")) }
            @if !over.is_empty() {
                details.more {
                    summary { (over.len()) " expired or revoked " (if over.len() == 1 { "key" } else { "keys" }) }
                    (table(actor, (&over, now), "Expired or revoked keys"))
                }
            }
        },
        ..Shell::of(actor, PATH, "API keys")
    })
}

fn table(actor: &Actor, (keys, now): (&[&ApiKey], DateTime<Utc>), caption: &str) -> Markup {
    let columns = [
        Column::new("Key"),
        Column::new("Made by"),
        Column::new("Last used"),
        Column::new("Expires"),
        Column::new("State"),
        Column::new("Actions").untitled(),
    ];
    let rows = html! { @for key in keys { (row(actor, key, now)) } };
    ui::table(caption, &columns, &rows)
}

fn row(actor: &Actor, key: &ApiKey, now: DateTime<Utc>) -> Markup {
    let zone = actor.workspace.zone;
    let time = |at| ui::moment(&Moment { at, now, zone });
    let standing = key.standing(now);
    html! {
        tr id={ "key-" (key.id) } {
            td.main {
                strong.entry { (key.name) }
                p.small.muted { code { (key.prefix) "…" } " " (in_words(key.permissions)) }
                @if let Some(less) = less(key, standing) { p.small { (less) } }
            }
            td.when { (maker(actor, key)) p.small.muted { "Made " (time(key.created_at)) } }
            td.brief.when {
                @match key.last_used_at {
                    Some(at) => { span.phone-only { "Used " } (time(at)) },
                    None => (never("Never used")),
                }
            }
            td.brief.when { (ends(key, (standing, now), &time)) }
            td.brief { (state(key, standing, now)) }
            td.end { (ui::row_actions(actions(actor, key, now))) }
        }
    }
}

fn maker(actor: &Actor, key: &ApiKey) -> Markup {
    let page = format!("/{}/settings/users/{}", actor.workspace.slug, key.maker);
    html! {
        @if actor.permissions.contains(Permission::ReadUsers) { a.name href=(page) { (key.maker_name) } }
        @else { (key.maker_name) }
    }
}

/// What was chosen and doesn't count, since a key has no more than who answers for it.
fn less(key: &ApiKey, standing: Standing) -> Option<String> {
    let (chosen, now) = (key.permissions.count(), key.opens().count());
    let maker = &key.maker_name;
    match now {
        _ if standing != Standing::Working || now == chosen => None,
        0 => Some(format!(
            "It may do none of it now, because {maker} may not."
        )),
        _ => Some(format!(
            "It may do {now} of these {chosen} now, because {maker} may do less."
        )),
    }
}

fn ends(
    key: &ApiKey,
    (standing, now): (Standing, DateTime<Utc>),
    time: &impl Fn(DateTime<Utc>) -> Markup,
) -> Markup {
    html! {
        @match (standing, key.revoked_at, key.expires_at) {
            (Standing::Revoked, Some(at), _) => { "Revoked " (time(at)) },
            (Standing::Expired, _, Some(at)) => { span.phone-only { "Expired " } (time(at)) },
            (_, _, Some(at)) => span.past[key.ends_soon(now)] { span.phone-only { "Expires " } (time(at)) },
            (_, _, None) => (never("Never expires")),
        }
    }
}

/// Under its head one word is enough.
fn never(in_full: &str) -> Markup {
    html! { span.wide-only { "Never" } span.phone-only { (in_full) } }
}

fn state(key: &ApiKey, standing: Standing, now: DateTime<Utc>) -> Markup {
    let why = |why: &str| html! { p.small.muted { (why) } };
    html! {
        @match standing {
            Standing::Working => {
                (ui::badge(Tone::Good, "Working"))
                @if key.is_long_unused(now) { (why("Unused for 90 days")) }
            },
            Standing::Stopped => { (ui::badge(Tone::Bad, "Stopped")) (why("Its maker left")) },
            Standing::Expired => (ui::badge(Tone::Plain, "Expired")),
            Standing::Revoked => (ui::badge(Tone::Plain, "Revoked")),
        }
    }
}

fn actions(actor: &Actor, key: &ApiKey, now: DateTime<Utc>) -> Markup {
    let own = format!("{}/{}", base(actor), key.id);
    let (take_over, revoke) = (format!("{own}/take-over"), format!("{own}/revoke"));
    let may = May::of(key, (actor.user, actor.permissions), now);
    let button = Button::quiet("Revoke").small();
    html! {
        @if may.take_over { (Button::plain("Take over").small().asks_at(&take_over)) }
        @if may.revoke { (button.asks_at(&revoke)) }
        @else if key.standing(now) != Standing::Revoked { (button.refused(ABOVE)) }
    }
}

/// `Read users, Invite users and 4 more`
fn in_words(permissions: PermissionSet) -> String {
    let titles: Vec<String> = permissions.iter().map(Permission::title).collect();
    match titles.as_slice() {
        [first, second, _, _, ..] => {
            format!("{first}, {second} and {} more", titles.len() - 2)
        }
        few => few.join(", "),
    }
}
