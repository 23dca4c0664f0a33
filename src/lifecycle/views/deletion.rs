//! Asked before somebody is removed for good.

use maud::html;

use super::{PATH, coming_back, left_alone, page_of};
use crate::access::Actor;
use crate::people::Somebody;
use crate::ui::{self, Confirm, Field, FormErrors, Kind, Page, Shell};

pub(in crate::lifecycle) struct Deletion<'d> {
    pub actor: &'d Actor,
    pub person: &'d Somebody,
    pub short: &'d str,
    pub email: &'d str,
    /// What was typed for it.
    pub typed: &'d str,
    /// Where it was asked, or nothing.
    pub next: &'d str,
    pub errors: &'d FormErrors,
}

pub(in crate::lifecycle) fn deletion(asked: &Deletion<'_>) -> Page {
    let (actor, short) = (asked.actor, asked.short);
    let page = page_of(actor, asked.person.id);
    let title = format!("Delete {}", asked.person.name);
    let (verb, cancel) = (format!("Delete {short}"), format!("Keep {short}"));
    let action = format!("{page}/delete");
    let text = format!(
        "This can't be undone. Everything that identifies {short} is erased, and the history tells of a former user. Somebody invited with the same address later is a new person."
    );
    let label = format!("Type {} to confirm", asked.email);
    let question = Confirm {
        id: "delete",
        title: &title,
        text: &text,
        note: "",
        action: &action,
        verb: &verb,
        cancel: &cancel,
    }
    .asking(html! {
        (coming_back(asked.next))
        (asked.errors.summary())
        (ui::field(&Field {
            name: "confirm_email", label: &label, kind: Kind::Email, value: asked.typed,
            error: asked.errors.of("confirm_email"), required: true, ..Field::default()
        }))
        (ui::confirm_password_field(true, asked.errors))
    });
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some((&asked.person.name, &page)),
        content: ui::asked_on_page(&question, left_alone(asked.next, &page)),
        ..Shell::of(actor, PATH, &title)
    })
    .or_answered_over_the_page(&question)
}
