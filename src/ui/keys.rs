use maud::{Markup, html};

use super::{Button, Dialog, Icon, dialog};

const ID: &str = "keys";

/// Every key that does something somewhere. The stylesheet hides those for which the page has
/// nothing.
const KEYS: &[(&str, &str)] = &[
    ("/", "Search"),
    ("i", "Invite people"),
    ("?", "Show these keys"),
    ("Esc", "Close what is open"),
];

pub(super) fn keys() -> Markup {
    dialog(&Dialog {
        id: ID,
        title: "Keys",
        lead: "They work wherever you aren't typing.",
        body: html! {
            dl.keys { @for (key, does) in KEYS { div data-for=(key) { dt { kbd { (key) } } dd { (does) } } } }
        },
        action: None,
        note: "",
        cancel: "Close",
        buttons: html! {},
    })
}

/// Opens the list; `?` presses it.
pub(super) fn keys_button() -> Markup {
    html! { (Button::picture(Icon::Keyboard, "Keys").opens(ID).key('?')) }
}

/// Below a list, what can be done without the mouse: `("/", "to search")`.
pub fn key_hint(keys: &[(&str, &str)]) -> Markup {
    html! {
        p.key-hint.small.muted {
            "Press "
            @for (number, (key, does)) in keys.iter().enumerate() {
                @if number > 0 { ", " }
                kbd { (key) } " " (does)
            }
        }
    }
}
