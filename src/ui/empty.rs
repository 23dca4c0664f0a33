use maud::{Markup, Render, html};

use super::{Icon, icon};

/// A page that has nothing yet: what it is for, and its first action.
pub fn empty(picture: Icon, title: &str, text: &str, action: impl Render) -> Markup {
    html! {
        section.empty {
            span.tile.large.plain aria-hidden="true" { (icon(picture)) }
            div { h2 { (title) } p.muted { (text) } }
            div.row { (action) }
        }
    }
}
