//! What is asked before something is done with an invitation, and what is said afterwards.

mod editing;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

pub(in crate::invitations) use self::editing::{Editing, edit};
use super::pending::{ABOVE, INVITATIONS, part, row};
use crate::access::Actor;
use crate::invitations::actions::Copied;
use crate::invitations::model::{Joined, Line, MOST_ACTED_ON, May, Stage, Tally};
use crate::types::InvitationId;
use crate::ui::{self, Button, Confirm, Dialog, Page, Shell, Toast};

const PATH: &str = "/settings/users";
const PENDING: &str = "Pending invites";

/// Something that couldn't be done, in words.
pub(in crate::invitations) fn failed(words: &str) -> Toast {
    Toast::failed(html! { strong { "That can't be done now." } " " (words) })
}

/// The very row of the list, for htmx.
pub(in crate::invitations) fn row_alone(
    actor: &Actor,
    (line, now): (&Line, DateTime<Utc>),
    here: &str,
    toast: &Toast,
) -> Page {
    let row = html! { (row(actor, (line, now), here)) (toast.partial()) };
    let page = ui::shell(&Shell::of(actor, PATH, "Users")).part(&part(&line.listed), row);
    told_where_asked(page, line.listed.id, toast)
}

/// Where an address that is already invited can be sent its invitation again.
pub(in crate::invitations) fn again_part(id: InvitationId) -> String {
    format!("again-{id}")
}

/// The same words for who asked from there.
pub(in crate::invitations) fn told_where_asked(
    page: Page,
    id: InvitationId,
    toast: &Toast,
) -> Page {
    page.part(&again_part(id), toast.words().clone())
}

pub(in crate::invitations) fn link(actor: &Actor, copied: &Copied, next: &str) -> Page {
    let title = format!("Link of {}", copied.email);
    let lead = format!(
        "Give it to {} yourself, and to nobody else: whoever opens it can accept the invitation.",
        copied.email
    );
    let body = ui::copyable("invitation-link", "Link", &copied.address);
    let shown = Dialog {
        id: "link-of",
        title: &title,
        lead: &lead,
        body: body.clone(),
        action: None,
        note: "",
        cancel: "Close",
        buttons: html! {},
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some((PENDING, next)),
        content: html! { section.stack.narrow { (body) p.small.muted { "It works once, and until the invitation expires or is sent again." } } },
        ..Shell::of(actor, PATH, &title)
    })
    .or_over_the_page(&shown)
}

/// `Err` for who has joined.
pub(in crate::invitations) fn cancel(
    actor: &Actor,
    line: &Line,
    next: &str,
) -> Result<Page, Joined> {
    let listed = &line.listed;
    if let Stage::Accepted { at } = listed.stage {
        let zone = actor.workspace.zone;
        return Err(Joined { at, zone });
    }
    let email = &listed.email;
    let text = match listed.stage {
        Stage::Expired => format!(
            "{email} can't ask for a new link any more, and the address is free to be invited again. The invitation stays in the history."
        ),
        _ => format!(
            "The link of {email} stops working at once, the seat is free, and so is the address. The invitation stays in the history."
        ),
    };
    let asked = Asked {
        title: &format!("Cancel the invitation of {email}"),
        text: &text,
        action: &format!(
            "/{}{INVITATIONS}/{}/cancel",
            actor.workspace.slug, listed.id
        ),
        verb: "Cancel invitation",
        keep: "Keep invitation",
        next,
    };
    Ok(match line.may {
        May::Act { .. } => asked.page(actor),
        May::Look | May::OutOfReach => asked.refused(actor, ABOVE),
    })
}

pub(in crate::invitations) fn cancel_expired(actor: &Actor, tally: &Tally, next: &str) -> Page {
    let (title, verb) = match tally.expired_in_reach.min(MOST_ACTED_ON) {
        1 => (
            "Cancel the expired invitation".to_owned(),
            "Cancel invitation".to_owned(),
        ),
        some => (
            format!("Cancel {some} expired invitations"),
            format!("Cancel {some} invitations"),
        ),
    };
    let above = match tally.expired - tally.expired_in_reach {
        0 => "",
        _ => " Those that offer more than you hold are left alone.",
    };
    let text = format!(
        "Nobody can come with them any more or ask for a new link, and their addresses are free to be invited again. They stay in the history.{above}"
    );
    let asked = Asked {
        title: &title,
        text: &text,
        action: &format!("/{}{INVITATIONS}/cancel-expired", actor.workspace.slug),
        verb: &verb,
        keep: "Keep them",
        next,
    };
    match (tally.expired_in_reach, tally.expired) {
        (0, 0) => asked.refused(actor, "No invitation is expired now."),
        (0, _) => asked.refused(actor, ABOVE),
        _ => asked.page(actor),
    }
}

/// Whether something that can't be undone is to be done.
struct Asked<'a> {
    title: &'a str,
    text: &'a str,
    action: &'a str,
    verb: &'a str,
    keep: &'a str,
    next: &'a str,
}

impl Asked<'_> {
    fn page(&self, actor: &Actor) -> Page {
        let confirm = Confirm {
            id: "cancel-invitation",
            title: self.title,
            text: self.text,
            note: "This can't be undone.",
            action: self.action,
            verb: self.verb,
            cancel: self.keep,
        };
        let next = html! { input type="hidden" name="next" value=(self.next); };
        let button = Button::destructive(self.verb);
        let question = confirm.asking(html! {});
        let on_page = Dialog {
            buttons: html! { (next) (button) },
            ..question.clone()
        };
        let over_the_page = Dialog {
            buttons: html! { (next) (button.replaces(self.action, "people")) },
            ..question
        };
        ui::shell(&Shell {
            lead: Some(self.text),
            back: Some((PENDING, self.next)),
            content: ui::asked_on_page(&on_page, self.next),
            ..Shell::of(actor, PATH, self.title)
        })
        .or_over_the_page(&over_the_page)
    }

    fn refused(&self, actor: &Actor, why: &str) -> Page {
        let told: Markup = html! { p { (why) } };
        let question = Dialog {
            id: "cancel-invitation",
            title: self.title,
            lead: "",
            body: told.clone(),
            action: None,
            note: "",
            cancel: "Close",
            buttons: html! {},
        };
        ui::shell(&Shell {
            back: Some((PENDING, self.next)),
            content: told,
            ..Shell::of(actor, PATH, self.title)
        })
        .or_over_the_page(&question)
    }
}
