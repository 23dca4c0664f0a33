//! What changes a part of the page that is open. Each is a plain form or a plain part without scripts.

use maud::{Markup, Render, html};

use super::{Dialog, dialog};

/// Replaces the part with this id by what the answer has for it.
pub fn form_in_place(action: &str, part: &str, inside: impl Render) -> Markup {
    html! {
        form method="post" action=(action) hx-post=(action) hx-target={ "#" (part) } hx-swap="outerMorph" { (inside) }
    }
}

/// Sends itself as soon as something in it is chosen, and replaces the part with this id. What comes is
/// taken as it is: what was chosen and refused is chosen no more. Its button is for who has no scripts.
pub fn form_when_changed(action: &str, part: &str, inside: impl Render) -> Markup {
    html! {
        form.when-changed method="post" action=(action) hx-post=(action) hx-target={ "#" (part) }
            hx-swap="outerHTML" hx-trigger="change" hx-sync="this:replace" { (inside) }
    }
}

/// Stands in a toast, whose place its answer takes.
pub fn form_told_in_passing(action: &str, inside: impl Render) -> Markup {
    html! {
        form method="post" action=(action) hx-post=(action) hx-target="#toasts" hx-swap="innerHTML" { (inside) }
    }
}

/// Brings its answer as a dialog over the page.
pub fn form_over_the_page(action: &str, inside: impl Render) -> Markup {
    html! {
        form method="post" action=(action) hx-post=(action) hx-target="#dialogs" hx-swap="innerHTML" { (inside) }
    }
}

/// A part that asks by itself whether it has changed. Nothing that somebody is at inside it is lost: what
/// stays the same stays the same element.
pub fn kept_fresh(id: &str, asks_at: Option<&str>, inside: &Markup) -> Markup {
    html! {
        @match asks_at {
            // Whoever comes back to the tab sees what is, and a tab that nobody sees doesn't ask.
            Some(address) => div.kept-fresh id=(id) hx-get=(address) hx-target="this" hx-swap="outerMorph"
                hx-trigger="every 10s, visibilitychange from:document" { (inside) },
            None => div id=(id) { (inside) },
        }
    }
}

/// A part that comes when the page is there, since it may take longer. Without scripts it is what stands in
/// it: a way to it.
pub fn brought_later((id, class): (&str, &str), address: &str, way: &Markup) -> Markup {
    html! {
        div class=(class) id=(id) hx-get=(address) hx-target="this" hx-swap="outerMorph" hx-trigger="load" { (way) }
    }
}

/// For an answer to htmx: replaces another part of the page beside the one that was asked for.
pub fn beside(id: &str, part: &Markup) -> Markup {
    html! { hx-partial hx-target={ "#" (id) } hx-swap="outerMorph" { (part) } }
}

/// The same, and nothing of what was there stays.
pub fn instead_of(id: &str, part: &Markup) -> Markup {
    html! { hx-partial hx-target={ "#" (id) } hx-swap="outerHTML" { (part) } }
}

/// For an answer to htmx: asks something over the page.
pub fn dialog_opened(question: &Dialog<'_>) -> Markup {
    html! { hx-partial hx-target="#dialogs" hx-swap="innerHTML" { (dialog(question)) } }
}

/// For an answer to htmx: takes away the dialog that asked.
pub fn dialog_closed() -> Markup {
    html! { hx-partial hx-target="#dialogs" hx-swap="outerMorph" { div id="dialogs" {} } }
}
