//! The page of components: a section for each kind, with words and people like those of a workspace.

mod buttons;
mod doors;
mod feedback;
mod fields;
mod lists;
mod overlays;
mod people;
mod permissions;

use maud::{Markup, html};

use crate::ui::{self, Button, Group, Head, Icon, Page, Person, Place, SideBar};

pub(super) use doors::{door, wide_door};
pub(super) use overlays::confirmation;

pub(super) const PAGE: &str = "/dev/components";

/// A kind of components: where it is in the page, what it is called, and what it looks like.
type Section = (&'static str, &'static str, Icon, fn() -> Markup);

const SECTIONS: &[Section] = &[
    ("#buttons", "Buttons", Icon::Check, buttons::section),
    ("#fields", "Fields", Icon::Pen, fields::section),
    ("#choices", "Choices", Icon::CircleCheck, fields::choices),
    ("#people", "People and words", Icon::Users, people::section),
    ("#lists", "Lists", Icon::Menu, lists::section),
    (
        "#permissions",
        "Permissions",
        Icon::ShieldCheck,
        permissions::section,
    ),
    ("#messages", "Messages", Icon::Info, feedback::section),
    ("#progress", "Progress", Icon::Clock, feedback::progress),
    ("#overlays", "Over the page", Icon::Copy, overlays::section),
];

pub(super) fn components() -> Page {
    let actions = html! {
        (ui::meter("seats", 42, 50))
        (Button::plain("Import").icon(Icon::Upload).leads_to("#lists"))
        (Button::primary("Invite people").icon(Icon::UserPlus).leads_to("#fields").key('i'))
    };
    let content = html! {
        div.stack {
            @for (address, name, _, section) in SECTIONS {
                section.card.padded id=(address.trim_start_matches('#')) aria-label=(name) {
                    header { h2 { (name) } }
                    div.stack { (section()) }
                }
            }
        }
    };
    let head = Head {
        title: "Components",
        lead: Some("Everything that pages are made of, in every state."),
        back: None,
        picture: &html! {},
        actions: &actions,
    };
    framed(&head, &content)
}

/// Inside the side bar that leads through the sections.
fn framed(head: &Head<'_>, content: &Markup) -> Page {
    let places: Vec<Place<'_>> = SECTIONS
        .iter()
        .map(|(address, name, icon, _)| Place {
            name,
            address,
            icon: *icon,
            count: None,
            current: false,
        })
        .collect();
    let pages = [
        Place {
            name: "Components",
            address: PAGE,
            icon: Icon::Copy,
            count: Some("9"),
            current: true,
        },
        Place {
            name: "A door",
            address: "/dev/components/door",
            icon: Icon::Key,
            count: None,
            current: false,
        },
        Place {
            name: "A wide door",
            address: "/dev/components/wide-door",
            icon: Icon::Key,
            count: None,
            current: false,
        },
    ];
    let group = |name, heading_hidden, places| Group {
        name,
        heading_hidden,
        places,
    };
    let bar = SideBar {
        title: "Northwind Support",
        subtitle: "northwind",
        home: PAGE,
        groups: &[
            group("Gallery", true, &pages),
            group("Components", false, &places),
        ],
        person: Some(Person {
            name: "Maja Öberg",
            presence: people::AVAILABLE,
            availability: PAGE,
            profile: "#people",
            profile_is_current: false,
            sign_out: PAGE,
        }),
    };
    ui::framed(&bar, head, content)
}

/// One component in one state, and what that is.
fn sample(what: &str, shown: impl maud::Render) -> Markup {
    html! { div.stack.tight { h3.muted { (what) } div { (shown) } } }
}
