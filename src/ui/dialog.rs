//! What is asked before something is done: a dialog over the page, and a page for who has no scripts.

use maud::{Markup, Render, html};

use super::{Button, Icon, icon};

/// Its form goes to `action`; without one there is only something to read.
#[derive(Clone, Debug)]
pub struct Dialog<'d> {
    pub id: &'d str,
    pub title: &'d str,
    pub lead: &'d str,
    pub body: Markup,
    pub action: Option<&'d str>,
    /// What is good to know before deciding.
    pub note: &'d str,
    /// Leaves everything as it is.
    pub cancel: &'d str,
    pub buttons: Markup,
}

/// Where the answer to a dialog's form goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    /// It is a page.
    Anew,
    /// It takes the dialog's place, with what is wrong or what came of it.
    InPlace,
}

/// Closed until something opens it. One that htmx brings into `#dialogs` is opened by a script.
pub fn dialog(dialog: &Dialog<'_>) -> Markup {
    drawn(dialog, Answered::Anew)
}

/// One whose form comes back into it.
pub(super) fn dialog_answered_in_place(dialog: &Dialog<'_>) -> Markup {
    drawn(dialog, Answered::InPlace)
}

fn drawn(dialog: &Dialog<'_>, answered: Answered) -> Markup {
    let cancel = html! { button.button formmethod="dialog" formnovalidate { (dialog.cancel) } };
    let title = format!("{}-title", dialog.id);
    html! {
        dialog id=(dialog.id) aria-labelledby=(title) closedby="any" {
            div.head { h2 id=(title) { (dialog.title) } (lead(dialog)) }
            @if dialog.action.is_none() { div.body { (dialog.body) } }
            @else { (form(dialog, &cancel, answered)) }
            // Last, so that the focus goes to what the dialog is about.
            form.close method="dialog" {
                button.button.quiet.picture title="Close" { (icon(Icon::X)) span.visually-hidden { "Close" } }
            }
        }
    }
}

/// The same in a page of its own, which has the title already; `back` is where cancelling leads.
pub fn asked_on_page(dialog: &Dialog<'_>, back: &str) -> Markup {
    html! {
        section.card.dialog { (form(dialog, &Button::plain(dialog.cancel).leads_to(back).render(), Answered::Anew)) }
    }
}

fn lead(dialog: &Dialog<'_>) -> Markup {
    html! { @if !dialog.lead.is_empty() { p.lead { (dialog.lead) } } }
}

fn form(dialog: &Dialog<'_>, cancel: &Markup, answered: Answered) -> Markup {
    let in_place = dialog.action.filter(|_| answered == Answered::InPlace);
    html! {
        form method="post" action=[dialog.action] hx-post=[in_place]
            hx-target=[in_place.map(|_| "#dialogs")] hx-swap=[in_place.map(|_| "innerHTML")]
            hx-sync=[in_place.map(|_| "this:replace")] {
            // What Enter in a field presses: the first button of a form, which would be Cancel.
            button hidden {}
            @if !dialog.body.0.is_empty() { div.body { (dialog.body) } }
            div.foot {
                @if !dialog.note.is_empty() { p.small.muted id={ (dialog.id) "-note" } { (dialog.note) } }
                div.row.push { (cancel) (dialog.buttons) }
            }
        }
    }
}

/// Says in full sentences what will happen, and names whom it happens to.
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'c> {
    pub id: &'c str,
    /// `Deactivate Sofia Duarte`
    pub title: &'c str,
    pub text: &'c str,
    pub note: &'c str,
    pub action: &'c str,
    /// `Deactivate Sofia`
    pub verb: &'c str,
    /// `Keep Sofia`
    pub cancel: &'c str,
}

impl<'c> Confirm<'c> {
    /// As a dialog; what has to be chosen along the way is its `body`.
    pub fn asking(&self, body: Markup) -> Dialog<'c> {
        Dialog {
            id: self.id,
            title: self.title,
            lead: self.text,
            body,
            action: Some(self.action),
            note: self.note,
            cancel: self.cancel,
            buttons: Button::destructive(self.verb).render(),
        }
    }
}
