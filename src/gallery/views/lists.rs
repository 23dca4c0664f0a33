use maud::{Markup, html};

use super::people::{AVAILABLE, AWAY};
use super::sample;
use crate::ui::{
    self, Avatar, Banner, Button, Chip, Choice, Column, Direction, Field, Icon, Kind, Presence,
    Tab, Tone,
};

/// Name, address, presence, role, teams, last seen.
type Line = (
    &'static str,
    &'static str,
    Presence,
    &'static str,
    &'static [&'static str],
    &'static str,
);

const LINES: &[Line] = &[
    ("Maja Öberg", "maja", AVAILABLE, "Owner", &["Leads"], "now"),
    (
        "Erik Windahl",
        "erik",
        AVAILABLE,
        "Admin",
        &["Leads", "Billing"],
        "12 min ago",
    ),
    (
        "Amina Khatun",
        "amina",
        AWAY,
        "Supervisor",
        &["Support"],
        "1 h ago",
    ),
    (
        "Jonas Lindqvist",
        "jonas",
        AVAILABLE,
        "Agent",
        &["Support", "Returns"],
        "2 h ago",
    ),
    (
        "Sofia Duarte",
        "sofia",
        AWAY,
        "Agent",
        &[],
        "Yesterday 16:02",
    ),
];

const ROLES: &[Choice<'_>] = &[
    Choice {
        value: "",
        label: "Any role",
    },
    Choice {
        value: "Owner",
        label: "Owner",
    },
    Choice {
        value: "Admin",
        label: "Admin",
    },
    Choice {
        value: "Supervisor",
        label: "Supervisor",
    },
    Choice {
        value: "Agent",
        label: "Agent",
    },
];

pub(super) fn section() -> Markup {
    html! {
        div { (tabs()) (bar()) div { (people()) (picked()) } (end()) }
        (sample("Invitations", invitations()))
        (sample("Nothing yet", nothing()))
    }
}

fn tabs() -> Markup {
    let tab = |title, count, current| Tab {
        title,
        address: "#lists",
        count: Some(count),
        current,
    };
    ui::tabs(
        "People",
        &[
            tab("Active", "42", true),
            tab("Pending invites", "3", false),
            tab("Inactive", "5", false),
        ],
    )
}

fn bar() -> Markup {
    let roles = Field {
        name: "role",
        id: Some("filter-role"),
        label: "Role",
        label_hidden: true,
        kind: Kind::Choice(ROLES),
        ..Field::default()
    };
    html! {
        form.bar role="search" method="get" action="#lists" {
            (ui::field(&Field {
                name: "q", id: Some("filter-q"), label: "Search people", label_hidden: true, kind: Kind::Search,
                placeholder: Some("Search by name or email"), ..Field::default()
            }))
            (ui::field(&roles))
            (ui::field(&Field { id: Some("filter-role-2"), label: "Role before", ..roles }))
            p.small.muted.push { "1–5 of 42" }
        }
    }
}

fn people() -> Markup {
    let columns = [
        Column::picks(),
        Column::new("Name").sorted_at("#lists", Some(Direction::Ascending)),
        Column::new("Role").sorted_at("#lists", None),
        Column::new("Teams"),
        Column::new("Last seen").sorted_at("#lists", None),
        Column::new("Actions").untitled().end(),
    ];
    ui::table(
        "Active users",
        &columns,
        &html! { @for line in LINES { (row(line)) } },
    )
}

fn row((name, address, presence, role, teams, seen): &Line) -> Markup {
    let title = html! { (name) @if *address == "maja" { " " (ui::badge(Tone::Accent, "You")) } };
    let id = |part: &str| format!("{part}-{address}");
    html! {
        tr {
            (ui::pick(address, name))
            td.main { (ui::person(&Avatar::of(name).with(*presence), &title, &format!("{address}@northwind.example"))) }
            td.beside.inplace {
                (ui::field(&Field {
                    name: "role", id: Some(&id("role")), label: &format!("Role of {name}"), label_hidden: true,
                    kind: Kind::Choice(ROLES.get(1..).unwrap_or_default()), value: role, ..Field::default()
                }))
            }
            td.wide-only { (ui::chips(teams.iter().map(|team| Chip::new(team)), "None")) }
            td.wide-only.when { (seen) }
            td.beside.end { (ui::dropdown(&id("more"), Button::picture(Icon::Ellipsis, &format!("More for {name}")).small(), more())) }
        }
    }
}

fn picked() -> Markup {
    ui::bulk(
        "/dev/components/deactivate",
        html! {
            (Button::plain("Change role").small())
            (Button::plain("Add to team").small())
            (Button::danger("Deactivate").small())
        },
    )
}

fn more() -> Markup {
    html! {
        (Button::plain("Open profile").icon(Icon::Pen).leads_to("#lists"))
        (Button::plain("Send password reset").icon(Icon::Mail).leads_to("#lists"))
        (ui::divider())
        (Button::danger("Deactivate").icon(Icon::UserX).asks_at("/dev/components/deactivate"))
    }
}

fn end() -> Markup {
    html! {
        div.list-end {
            (ui::key_hint(&[("/", "to search"), ("i", "to invite"), ("?", "for all keys")]))
            (ui::pagination(Some("#lists"), Some("#lists")))
        }
    }
}

fn invitations() -> Markup {
    let columns = [
        Column::new("Email"),
        Column::new("Role"),
        Column::new("Invited by"),
        Column::new("Sent").sorted_at("#lists", Some(Direction::Descending)),
        Column::new("Status"),
        Column::new("Actions").untitled().end(),
    ];
    let row = |email: &str, role: &str, sent: &str, status: Markup| {
        html! {
            tr {
                td.main { strong { (email) } }
                td.beside { (role) }
                td.wide-only.muted { "Maja Öberg" }
                td.wide-only.when { (sent) }
                td { (status) }
                td.end { (ui::row_actions(html! {
                    (Button::plain("Resend").small()) (Button::picture(Icon::Link, "Copy link").small()) (Button::quiet("Cancel").small())
                })) }
            }
        }
    };
    let rows = html! {
        (row("nora@northwind.example", "Agent", "14 min ago", ui::badge(Tone::Wait, "Pending")))
        (row("ali@northwind.example", "Agent", "14 min ago", ui::badge_with(Icon::MailX, Tone::Bad, "Refused")))
        (row("sam@northwind.example", "Sales agent", "9 Nov", ui::badge(Tone::Bad, "Expired")))
    };
    html! {
        div.stack {
            (Banner::new(Tone::Wait, "2 people have not answered for more than 12 hours.").action(Button::plain("Resend both").small()))
            (ui::table("Pending invitations", &columns, &rows))
        }
    }
}

fn nothing() -> Markup {
    let invite = Button::primary("Invite people")
        .icon(Icon::UserPlus)
        .leads_to("#fields");
    html! {
        (ui::empty(
            Icon::Mail,
            "No open invitations",
            "Whoever you invite stands here until they have joined, with a way to send the link again.",
            invite,
        ))
    }
}
