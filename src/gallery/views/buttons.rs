use maud::{Markup, html};

use super::sample;
use crate::ui::{Button, Icon};

pub(super) fn section() -> Markup {
    html! {
        (sample("What it does by how it looks", html! { div.row {
            (Button::primary("Save changes"))
            (Button::plain("Send password reset").icon(Icon::Mail))
            (Button::quiet("Cancel"))
            (Button::danger("Deactivate"))
            (Button::destructive("Deactivate Sofia"))
            (Button::picture(Icon::Ellipsis, "More for Sofia Duarte"))
        } }))
        (sample("Small, for rows", html! { div.row {
            (Button::primary("Resolve").icon(Icon::Check).small())
            (Button::plain("Resend").small())
            (Button::quiet("Cancel").small())
            (Button::danger("Delete").small())
            (Button::picture(Icon::Link, "Copy link").small())
        } }))
        (sample("Refused, with the reason at hand", html! { div.row {
            (Button::plain("Resend").refused("Joined on 3 May; send a password reset instead."))
            (Button::primary("Invite people").icon(Icon::UserPlus).refused("All 5 seats are in use."))
            (Button::quiet("Reactivate").refused("You may not do this."))
        } }))
        (sample("Waiting, after a third of a second", html! { div.row {
            span.button.primary.htmx-request aria-hidden="true" { "Send 2 invitations" }
            span.button.htmx-request aria-hidden="true" { "Resend" }
        } }))
        (sample("The end of a card", html! { div.narrow { (Button::primary("Accept and create account").wide()) } }))
    }
}
