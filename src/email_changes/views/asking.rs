//! Asking for another address, and what is shown while it waits.

use maud::{Markup, html};

use crate::access::Actor;
use crate::email_changes::model::{Account, Awaited};
use crate::people::ABOVE;
use crate::ui::{self, Button, Dialog, Field, FormErrors, Kind, Page, Shell};

/// Whose it is to be.
#[derive(Clone, Copy)]
pub(in crate::email_changes) enum Whom<'w> {
    Oneself,
    Somebody {
        account: &'w Account,
        /// Whether they hold no more than who asks.
        is_within_reach: bool,
    },
}

pub(in crate::email_changes) struct Asking<'a> {
    pub actor: &'a Actor,
    pub whom: Whom<'a>,
    pub awaited: Option<&'a Awaited>,
    pub typed: &'a str,
    pub errors: &'a FormErrors,
}

pub(in crate::email_changes) fn asking(asking: &Asking<'_>) -> Page {
    let (actor, slug) = (asking.actor, &asking.actor.workspace.slug);
    let (path, title, above, address) = match asking.whom {
        Whom::Oneself => (
            "/profile",
            "Change your address".to_owned(),
            "Your profile",
            format!("/{slug}/profile"),
        ),
        Whom::Somebody { account, .. } => (
            "/settings/users",
            format!("Change the address of {}", account.name),
            account.name.as_str(),
            format!("/{slug}/settings/users/{}", account.user),
        ),
    };
    let is_within_reach = !matches!(
        asking.whom,
        Whom::Somebody {
            is_within_reach: false,
            ..
        }
    );
    let action = format!("{address}/email");
    let lead = "A link goes to the new address. It changes once that link is opened, and the old address is told.";
    let dialog = Dialog {
        id: "email-of",
        title: &title,
        lead,
        body: html! { @if is_within_reach { div.stack { (fields(asking)) } } @else { p { (ABOVE) } } },
        action: is_within_reach.then_some(&action),
        note: "",
        cancel: if is_within_reach { "Cancel" } else { "Close" },
        buttons: html! { @if is_within_reach { (Button::primary("Send the link")) } },
    };
    ui::shell(&Shell {
        lead: Some(lead),
        back: Some((above, &address)),
        content: if is_within_reach {
            ui::asked_on_page(&dialog, &address)
        } else {
            dialog.body.clone()
        },
        ..Shell::of(actor, path, &title)
    })
    .or_answered_over_the_page(&dialog)
}

fn fields(asking: &Asking<'_>) -> Markup {
    let now = match asking.whom {
        Whom::Oneself => asking.actor.email.as_str(),
        Whom::Somebody { account, .. } => account.email.typed(),
    };
    let hint = format!("Now it is {now}.");
    html! {
        (asking.errors.summary())
        @if let Some(awaited) = asking.awaited {
            p.small.muted { (awaited.email) " waits to be confirmed. Another address takes its place." }
        }
        (ui::field(&Field {
            name: "email",
            label: "New address",
            kind: Kind::Email,
            value: asking.typed,
            hint: Some(&hint),
            error: asking.errors.of("email"),
            required: true,
            ..Field::default()
        }))
        (ui::confirm_password_field(asking.actor.password_is_fresh, asking.errors))
    }
}

/// One that waits to be confirmed, with what can be done about it below `address`: nothing, where that
/// isn't said.
pub fn awaited_lines(actor: &Actor, awaited: &Awaited, address: Option<&str>) -> Markup {
    let until = actor.workspace.zone.exactly(awaited.until);
    html! {
        div.awaited {
            p.small { strong { (awaited.email) } " waits to be confirmed by the link that was sent there, until " (until) "." }
            @if let Some(address) = address {
                div.row {
                    form method="post" action={ (address) "/resend" } { (Button::plain("Send again").small()) }
                    form method="post" action={ (address) "/withdraw" } { (Button::quiet("Never mind").small()) }
                }
            }
        }
    }
}
