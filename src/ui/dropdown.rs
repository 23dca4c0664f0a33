use maud::{Markup, Render, html};

use super::Button;

/// A button with a few things to do behind it. `items` are buttons and links, and forms around them;
/// `id` is of the list, and unique in the page.
pub fn dropdown(id: &str, button: Button<'_>, items: impl Render) -> Markup {
    html! {
        div.dropdown {
            (button.shows(id))
            div.items id=(id) popover { (items) }
        }
    }
}

/// Parts a dropdown's items.
pub fn divider() -> Markup {
    html! { hr; }
}
