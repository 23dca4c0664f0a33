//! What a link says that nobody can come with.

use maud::{Markup, html};

use super::{At, title};
use crate::invitations::actions::End;
use crate::ui::{self, Button, Icon, Page, Tone};

pub(in crate::invitations) fn ended(at: At<'_>, end: End) -> Page {
    let workspace = &at.workspace.name;
    let (heading, picture, text, way_on) = match end {
        End::Expired(until) => (
            "This invitation has expired",
            (Icon::Clock, Tone::Wait),
            format!(
                "It was valid until {}. We can send a fresh link to the address it was meant for.",
                at.told(until)
            ),
            renewal(at),
        ),
        End::Replaced => (
            "A newer invitation was sent",
            (Icon::Mail, Tone::Wait),
            "Only the newest link works: use the most recent email. If you can't find it, we can send it to the address it was meant for once more.".to_owned(),
            renewal(at),
        ),
        End::Cancelled => (
            "This invitation was cancelled",
            (Icon::MailX, Tone::Plain),
            format!(
                "Nobody can join with it any more. If you still expect to, contact an admin of {workspace}, who can invite you again."
            ),
            html! {},
        ),
        End::Used(..) => (
            "Already used",
            (Icon::CircleCheck, Tone::Plain),
            format!(
                "Somebody joined {workspace} with this link. If that was you, sign in, or reset your password."
            ),
            sign_in(at),
        ),
    };
    let content = html! {
        div.stack.tight { h1 { (heading) } p.muted { (text) } }
        (way_on)
    };
    ui::shut_door(&title(heading, at), picture, &content).unlisted()
}

/// Names no workspace: who made the link up learns nothing.
pub(in crate::invitations) fn unknown() -> Page {
    const HEADING: &str = "This link isn't valid";
    let content = html! {
        div.stack.tight {
            h1 { (HEADING) }
            p.muted { "It may have been cut off on its way. Open it again from the email, or copy all of it." }
        }
        (Button::plain("Go to the start").wide().leads_to("/"))
    };
    ui::shut_door(HEADING, (Icon::Link, Tone::Plain), &content).unlisted()
}

fn renewal(at: At<'_>) -> Markup {
    html! {
        form method="post" action={ (at.path()) "/renew" } {
            (Button::primary("Email me a new link").wide())
        }
        p.small.muted { "Or ask the person who invited you to resend it from Settings, Users, Pending invites." }
    }
}

fn sign_in(at: At<'_>) -> Markup {
    let door = |page: &str| format!("/{}/{page}", at.workspace.slug);
    html! {
        (Button::primary("Sign in").wide().leads_to(&door("login")))
        (Button::plain("Reset password").wide().leads_to(&door("password/forgot")))
    }
}
