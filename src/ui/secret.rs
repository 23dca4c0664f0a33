use maud::{Markup, html};

use super::{Icon, icon};

/// Something to be copied whole: a link, a key, a command.
pub fn copyable(id: &str, label: &str, text: &str) -> Markup {
    html! {
        div.copyable {
            // It may be longer than its box, and is scrolled with the arrow keys.
            pre tabindex="0" aria-label=(label) { code id=(id) { (text) } }
            button.button.small.with-clipboard type="button" data-copies=(id) {
                (icon(Icon::Copy)) span aria-live="polite" { "Copy" }
                span.visually-hidden { " " (label.to_lowercase()) }
            }
        }
    }
}
