use maud::{Markup, html};

use super::{Dialog, dialog};

const ID: &str = "keys";

/// Every key that does something somewhere; a page has those whose button or field it has.
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
            dl.keys { @for (key, does) in KEYS { dt { kbd { (key) } } dd { (does) } } }
        },
        action: None,
        note: "",
        cancel: "Close",
        buttons: html! {},
    })
}

/// Opens the list; `?` presses it.
pub(super) fn keys_button() -> Markup {
    use super::{Button, Icon};
    html! { (Button::picture(Icon::Keyboard, "Keys").opens(ID).key('?')) }
}
