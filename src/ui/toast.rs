use maud::{Markup, Render, html};

use super::{Icon, Notice, Undo, icon};

/// What just happened. It goes by itself unless it went wrong; a script sees to that, and waits while
/// somebody reads it.
#[derive(Clone, Debug)]
pub struct Toast {
    text: Markup,
    failed: bool,
    action: Option<Markup>,
}

impl Toast {
    pub fn done(text: &str) -> Self {
        Self {
            text: html! { (text) },
            failed: false,
            action: None,
        }
    }

    pub const fn failed(text: Markup) -> Self {
        Self {
            text,
            failed: true,
            action: None,
        }
    }

    /// Undo, or a way to what came of it.
    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }

    /// The same in a place of its own.
    pub const fn words(&self) -> &Markup {
        &self.text
    }

    /// For an answer to htmx: comes beside whatever else the answer holds.
    pub fn partial(&self) -> Markup {
        html! { hx-partial hx-target="#toasts" hx-swap="beforeend" { (self) } }
    }
}

/// What the page before had to say; `undo` is what it offers to take back, if this is about that.
pub(super) fn noticed(notice: Notice, undo: Option<&Undo>) -> Markup {
    let toast = Toast::done(notice.entry().map_or("", |(.., text)| text));
    match undo {
        Some(undo) if notice == Notice::RolesChanged => toast.action(undo.form()).render(),
        _ => toast.render(),
    }
}

impl Render for Toast {
    fn render(&self) -> Markup {
        html! {
            div.toast.bad[self.failed] role=[self.failed.then_some("alert")] {
                (icon(if self.failed { Icon::Alert } else { Icon::Check }))
                p { (self.text) }
                @if let Some(action) = &self.action { (action) }
                button.dismiss.with-script type="button" title="Dismiss" {
                    (icon(Icon::X)) span.visually-hidden { "Dismiss" }
                }
            }
        }
    }
}
