use maud::{Markup, html};

use super::{Icon, icon};

pub struct Column {
    pub title: &'static str,
}

/// Rows come ready, each a `tr`. On a phone a table becomes a list, so a row has to read well without
/// its column's title.
pub fn table(caption: &str, columns: &[Column], rows: &Markup) -> Markup {
    html! {
        div.table {
            table {
                caption.visually-hidden { (caption) }
                thead { tr { @for column in columns { th scope="col" { (column.title) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// Nothing where there is one page.
pub fn pagination(previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() {
            nav.pagination aria-label="Pages" {
                @if let Some(address) = previous { a.button.small href=(address) rel="prev" { (icon(Icon::ChevronLeft)) "Previous" } }
                @if let Some(address) = next { a.button.small href=(address) rel="next" { "Next" (icon(Icon::ChevronRight)) } }
            }
        }
    }
}
