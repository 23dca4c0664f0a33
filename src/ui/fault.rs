use maud::{Markup, html};

use super::{Button, Icon, Toast, document, icon};

/// What went wrong, in words for the person who met it.
pub struct Fault {
    pub title: &'static str,
    pub text: String,
    pub reference: Option<String>,
}

pub fn fault_page(fault: &Fault) -> Markup {
    document(
        fault.title,
        &html! {},
        &html! {
            main.door id="main" {
                section.card {
                    span.tile.large.wait aria-hidden="true" { (icon(Icon::Alert)) }
                    div.stack.tight {
                        h1 { (fault.title) }
                        p.muted { (fault.text) }
                        @if let Some(reference) = &fault.reference {
                            p.small.muted { "Reference " code { (reference) } }
                        }
                    }
                    div { (Button::plain("Go to the start").leads_to("/")) }
                }
            }
        },
    )
}

/// The same as a fragment, for a page that stays as it is.
pub fn fault_toast(fault: &Fault) -> Markup {
    Toast::failed(html! {
        strong { (fault.title) "." }
        " " (fault.text)
        @if let Some(reference) = &fault.reference { " Reference " code { (reference) } "." }
    })
    .partial()
}
