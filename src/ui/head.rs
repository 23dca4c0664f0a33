use maud::{Markup, html};

use super::keys::keys;
use super::side_bar::{SideBar, side_bar};
use super::{Icon, Page, icon};

/// What stands at the top of a page.
#[derive(Clone, Copy, Debug)]
pub struct Head<'h> {
    pub title: &'h str,
    pub lead: Option<&'h str>,
    /// The page above this one: its name and where it is.
    pub back: Option<(&'h str, &'h str)>,
    /// Before the title: somebody's picture.
    pub picture: &'h Markup,
    /// Across from the title: what can be done here, the primary button last.
    pub actions: &'h Markup,
}

fn head(head: &Head<'_>) -> Markup {
    html! {
        @if let Some((name, address)) = head.back {
            nav.back aria-label="Back" { a href=(address) { (icon(Icon::ChevronLeft)) (name) } }
        }
        header.head {
            (head.picture)
            div {
                h1 { (head.title) }
                @if let Some(lead) = head.lead { p.muted { (lead) } }
            }
            @if !head.actions.0.is_empty() { div.actions { (head.actions) } }
        }
    }
}

/// A page with a side bar, a head and what it is about.
pub fn framed(bar: &SideBar<'_>, top: &Head<'_>, content: &Markup) -> Page {
    Page::new(
        format!("{} · {}", top.title, bar.title),
        "shell",
        html! { (side_bar(bar)) (keys()) },
        html! { main id="main" { (head(top)) (content) } },
    )
}
