//! What stands between somebody and an invitation that is still good.

use std::time::Duration;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::{At, title};
use crate::access::Actor;
use crate::types::duration;
use crate::ui::{self, Button, Door, Icon, Page, Tone};

/// An invitation is for one person, and the browser is another one's.
pub(in crate::invitations) fn signed_in_as(at: At<'_>, actor: &Actor, email: &str) -> Page {
    let heading = format!("You are signed in as {}", actor.display_name);
    let stay = format!("Stay as {}", actor.display_name);
    let home = format!("/{}", at.workspace.slug);
    let page = ui::door(&Door {
        title: &title(&heading, at),
        letter: ui::initial(&at.workspace.name),
        content: html! {
            div.stack.tight {
                h1 { (heading) }
                p.muted {
                    "This invitation to " (at.workspace.name) " is for " (email)
                    ". Sign out to accept it. Until then it waits."
                }
            }
            form method="post" action={ (home) "/logout" } {
                input type="hidden" name="next" value=(at.path());
                (Button::primary("Sign out and continue").wide())
            }
            (Button::plain(&stay).wide().leads_to(&home))
        },
    });
    page.unlisted()
}

pub(in crate::invitations) fn no_seat(at: At<'_>, until: DateTime<Utc>) -> Page {
    let why = format!(
        "All seats of {} are in use, so your account can't be created yet.",
        at.workspace.name
    );
    waits(at, "No seat is free right now", &why, until)
}

pub(in crate::invitations) fn not_offered(at: At<'_>, until: DateTime<Utc>) -> Page {
    let why =
        "Whoever sent it may no longer give what it offers, so somebody else has to send it again.";
    waits(at, "This invitation needs another look", why, until)
}

fn waits(at: At<'_>, heading: &str, why: &str, until: DateTime<Utc>) -> Page {
    let content = html! {
        div.stack.tight {
            h1 { (heading) }
            p.muted { (why) " Those who can help have been told." }
        }
        p.muted { "Nothing is lost: your link stays good until " (at.told(until)) "." }
        (Button::primary("Try again").wide().leads_to(&at.path()))
    };
    let picture = (Icon::Clock, Tone::Wait);
    ui::shut_door(&title(heading, at), picture, &content).unlisted()
}

/// The same for every link, whatever it is.
pub(in crate::invitations) fn on_its_way() -> Page {
    in_short(
        "Check your email",
        (Icon::Mail, Tone::Plain),
        &html! {
            p.muted { "If this invitation can still be renewed, a new link is on its way to the address it was meant for." }
            p.muted { "Nothing there after a few minutes? Look in the spam folder, or ask the person who invited you." }
        },
    )
}

pub(in crate::invitations) fn too_many(wait: Duration) -> Page {
    let text = html! { p.muted { "Wait " (duration(wait)) " and try again." } };
    in_short("Too many requests", (Icon::Clock, Tone::Wait), &text).too_soon(wait)
}

fn in_short(heading: &str, picture: (Icon, Tone), text: &Markup) -> Page {
    let content = html! { div.stack.tight { h1 { (heading) } (text) } };
    ui::shut_door(heading, picture, &content).unlisted()
}
