use chrono::{DateTime, TimeDelta};
use maud::{Markup, html};

use super::sample;
use crate::access::{Actor, Client, Entrance, PermissionSet, WorkspaceRef};
use crate::people::{Found, PersonPicker, person_picker};
use crate::types::{Availability, SessionId, UserId, UserStatus, WorkspaceId, Zone};
use crate::ui::{self, Avatar, Button, Chip, Compared, Icon, Moment, Presence, Tone};

pub(super) const AVAILABLE: Presence = Presence {
    availability: Availability::Available,
    zone: Zone::UTC,
};

pub(super) const AWAY: Presence = Presence {
    availability: Availability::Away { until: None },
    zone: Zone::UTC,
};

/// Until the Monday after the pictures were drawn.
fn back_on_monday() -> Presence {
    Presence {
        availability: Availability::Away {
            until: Some(DateTime::UNIX_EPOCH + TimeDelta::days(20_780)),
        },
        zone: Zone::UTC,
    }
}

pub(super) fn section() -> Markup {
    html! {
        div.pair {
            (sample("Somebody", html! { div.stack {
                (ui::person(&Avatar::of("Maja Öberg").with(AVAILABLE), &html! { "Maja Öberg " (ui::badge(Tone::Accent, "You")) }, "maja@northwind.example"))
                (ui::person(&Avatar::of("Amina Khatun").with(AWAY), &html! { "Amina Khatun" }, "amina@northwind.example"))
                (ui::person(&Avatar::of("陳大文").with(back_on_monday()), &html! { "陳大文" }, "dawen@northwind.example"))
            } }))
            (sample("What is known about them", ui::facts(&[
                ("Joined", &"3 May 2026"),
                ("Invited by", &"Erik Windahl"),
                ("Availability", &ui::presence(AVAILABLE)),
                ("Last seen", &ago(14)),
                ("Sessions", &html! { "2 " a.small href="#people" { "End all" } }),
            ])))
        }
        (sample("Somebody to choose", html! { form.narrow method="get" { (picker()) } }))
        (sample("Avatars", html! { div.row {
            (Avatar::of("Erik Windahl").small()) (Avatar::of("Jonas Lindqvist")) (Avatar::of("Sofia Duarte").large().with(AVAILABLE))
            (Avatar::of("Priya Thomas")) (Avatar::of("Henrik Vik").with(AWAY)) (Avatar::of("Lucía Campos"))
        } }))
        (sample("Availability", html! { div.row {
            (ui::presence(AVAILABLE)) (ui::presence(AWAY)) (ui::presence(back_on_monday()))
        } }))
        (sample("States", html! { div.row {
            (ui::badge(Tone::Plain, "Cancelled")) (ui::badge(Tone::Accent, "You")) (ui::badge(Tone::Good, "Accepted"))
            (ui::badge(Tone::Wait, "Pending")) (ui::badge(Tone::Bad, "Expired")) (ui::badge_with(Icon::MailX, Tone::Bad, "Refused by the mail server"))
        } }))
        (sample("Several of something", ui::chips([Chip::new("Support"), Chip::new("Returns"), Chip::new("Edit contacts").from("Returns desk")], "None")))
        (sample("That can be taken away", html! { form method="get" { (ui::chips([
            Chip::new("nora@northwind.example").removed_by("remove", "0"),
            Chip::new("ali@northwind.example").tone(Tone::Good).removed_by("remove", "1"),
            Chip::new("sam@gmial.com").tone(Tone::Wait).removed_by("remove", "2"),
            Chip::new("erik@northwind.example").tone(Tone::Bad).removed_by("remove", "3"),
        ], "None")) } }))
        (sample("Times, exact under the pointer", html! { div.row {
            (ago(0)) "·" (ago(14)) "·" (ago(130)) "·" (ago(60 * 17)) "·" (ago(60 * 24 * 12)) "·" (ago(-60 * 24 * 6)) "·" (ago(-60 * 24 * 400))
        } }))
        (sample("Before and after", html! { div.narrow { (changes()) } }))
        (sample("To copy", html! { div.narrow { (ui::copyable("invitation-link", "Invitation link", "https://muster.example/northwind/invitation/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) } }))
        (sample("Parts of a page", html! { div.columns {
            (ui::card_with("What Sofia can do", html! { a.small href="#people" { "Why?" } }, html! {
                (ui::chips([Chip::new("Answer conversations"), Chip::new("Use templates"), Chip::new("See teams")], "Nothing"))
                div { (Button::plain("Change roles").small()) }
            }))
            (ui::card("Account", ui::facts(&[("Joined", &"3 May 2026"), ("Invited by", &"Erik Windahl")])))
        } }))
    }
}

fn picker() -> Markup {
    let Some(actor) = maja() else {
        return html! {};
    };
    let somebody = |name: &str, email: &str, status| Found {
        id: UserId::new(),
        name: name.to_owned(),
        email: format!("{email}@northwind.example"),
        status,
    };
    let chosen = somebody("Amina Khatun", "amina", UserStatus::Active);
    let found = [
        somebody("Nora Vik", "nora", UserStatus::Pending),
        somebody("Noah Fischer", "noah", UserStatus::Active),
    ];
    person_picker(&PersonPicker {
        actor: &actor,
        name: "manager",
        label: "Manager",
        hint: "",
        none: "Nobody",
        chosen: Some(&chosen),
        typed: "no",
        found: &found,
        find_at: super::PAGE,
        error: None,
    })
}

fn maja() -> Option<Actor> {
    Some(Actor {
        workspace: WorkspaceRef {
            id: WorkspaceId::new(),
            slug: "northwind".parse().ok()?,
            name: "Northwind Support".to_owned(),
            zone: Zone::UTC,
        },
        user: UserId::new(),
        entrance: Entrance::Session(SessionId::new()),
        display_name: "Maja Öberg".to_owned(),
        email: "maja@northwind.example".to_owned(),
        must_change_password: false,
        password_is_fresh: false,
        permissions: PermissionSet::EMPTY,
        availability: Availability::Available,
        client: Client::default(),
    })
}

fn changes() -> Markup {
    let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    ui::comparison(&[
        Compared {
            label: "Name",
            before: &lines(&["Sales agent"]),
            after: &lines(&["Shop agent"]),
        },
        Compared {
            label: "Permissions",
            before: &lines(&["conversations:read", "contacts:delete"]),
            after: &lines(&["conversations:read", "conversations:write"]),
        },
        Compared {
            label: "Description",
            before: &[],
            after: &lines(&["Sells"]),
        },
    ])
}

/// So many minutes before the pictures were drawn.
fn ago(minutes: i64) -> Markup {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_778) + TimeDelta::hours(9);
    ui::moment(&Moment {
        at: now - TimeDelta::minutes(minutes),
        now,
        zone: Zone::UTC,
    })
}
