//! Asked before somebody comes back.

use maud::{Markup, html};

use super::{PATH, coming_back, left_alone, page_of};
use crate::access::Actor;
use crate::people::Somebody;
use crate::ui::{self, Button, Confirm, Dialog, FormErrors, Page, Shell};

pub(in crate::lifecycle) struct Reactivation<'r> {
    pub actor: &'r Actor,
    pub person: &'r Somebody,
    pub short: &'r str,
    /// Why there is no seat for them, if there is none.
    pub no_seat: Option<String>,
    pub takes_seat: bool,
    /// Where it was asked, or nothing.
    pub next: &'r str,
    pub errors: &'r FormErrors,
}

pub(in crate::lifecycle) fn reactivation(asked: &Reactivation<'_>) -> Page {
    let (actor, short) = (asked.actor, asked.short);
    let page = page_of(actor, asked.person.id);
    let title = format!("Reactivate {}", asked.person.name);
    let (verb, action) = (format!("Reactivate {short}"), format!("{page}/reactivate"));
    let text = asked.no_seat.clone().unwrap_or_else(|| {
        format!("{short} can sign in again with the same password, and has the roles and teams from before.")
    });
    let question = Confirm {
        id: "reactivate",
        title: &title,
        text: &text,
        note: if asked.takes_seat { "Takes 1 seat" } else { "" },
        action: &action,
        verb: &verb,
        cancel: "Cancel",
    }
    .asking(html! { (coming_back(asked.next)) (password(asked)) });
    let question = Dialog {
        buttons: match &asked.no_seat {
            None => html! { (Button::primary(&verb)) },
            Some(why) => html! { (Button::primary(&verb).refused(why)) },
        },
        ..question
    };
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some((&asked.person.name, &page)),
        content: ui::asked_on_page(&question, left_alone(asked.next, &page)),
        ..Shell::of(actor, PATH, &title)
    })
    .or_answered_over_the_page(&question)
}

fn password(asked: &Reactivation<'_>) -> Markup {
    ui::confirm_password_field(true, asked.errors)
}
