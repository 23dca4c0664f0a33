//! What is done to many at once: what it is asked with, and what is told of it.

mod asking;
mod bar;
mod telling;

pub(in crate::directory) use asking::{Asking, asking};
pub(in crate::directory) use bar::{Bar, bar};
pub(in crate::directory) use telling::{Telling, telling};

use super::PATH;
use maud::html;

use crate::access::Actor;
use crate::directory::model::bulk::{Deed, Skip};
use crate::types::grouped;
use crate::ui::{self, Button, Icon, Page, Shell};

/// Where nothing can be asked and nothing was done.
pub(in crate::directory) fn nothing_done(actor: &Actor, why: &str, back: &str) -> Page {
    let to_list = Button::primary("Back to the list").leads_to(back);
    ui::shell(&Shell {
        back: Some(("Users", back)),
        content: ui::empty(Icon::Users, "Nothing was done", why, to_list),
        ..Shell::of(actor, PATH, "Nothing was done")
    })
}

/// Somebody else's, or one's own of before, goes on: this leads there.
pub(in crate::directory) fn busy(
    actor: &Actor,
    why: &str,
    (back, underway): (&str, Option<&str>),
) -> Page {
    let ways = html! {
        @if let Some(underway) = underway {
            (Button::primary("See how far it is").leads_to(underway))
        }
        (Button::plain("Back to the list").leads_to(back))
    };
    ui::shell(&Shell {
        back: Some(("Users", back)),
        content: ui::empty(Icon::Users, "Nothing was done", why, ways),
        ..Shell::of(actor, PATH, "Nothing was done")
    })
}

/// `1 person`, `1,204 people`.
fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        some => format!("{} people", grouped(some)),
    }
}

/// `2 owners`, after "left out: ".
fn left_out(why: Skip, count: i64, deed: Deed) -> String {
    let number = grouped(count);
    let one = count == 1;
    match why {
        Skip::Yourself => "yourself".to_owned(),
        Skip::Owner if one => "1 owner".to_owned(),
        Skip::Owner => format!("{number} owners"),
        Skip::Above if one => "1 who holds more than you do".to_owned(),
        Skip::Above => format!("{number} who hold more than you do"),
        Skip::Invited if one => "1 who hasn’t joined yet".to_owned(),
        Skip::Invited => format!("{number} who haven’t joined yet"),
        Skip::Inactive => format!("{number} already deactivated"),
        Skip::Already if deed == Deed::Team => format!("{number} already in the team"),
        Skip::Already if one => "1 who has just this role already".to_owned(),
        Skip::Already => format!("{number} who have just this role already"),
        Skip::Unlisted if one => "1 who no longer matches".to_owned(),
        Skip::Unlisted => format!("{number} who no longer match"),
        Skip::Gone => format!("{number} no longer here"),
    }
}
