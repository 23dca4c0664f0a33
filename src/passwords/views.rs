use maud::{Markup, html};

use super::model::Account;
use crate::access::WorkspaceRef;
use crate::links::Dead;
use crate::ui::{self, Button, Door, Field, FormErrors, Kind, Page};

pub(super) fn forgot(workspace: &WorkspaceRef, typed: &str, errors: &FormErrors) -> Page {
    door(
        workspace,
        "Forgot your password?",
        html! {
            form.stack method="post" action={ "/" (workspace.slug) "/password/forgot" } novalidate {
                div.stack.tight {
                    h1 { "Forgot your password?" }
                    p.muted { "Enter the address that you sign in with, and a link to a new password is mailed to it." }
                }
                (ui::field(&Field {
                    name: "email",
                    label: "Email",
                    kind: Kind::Email,
                    value: typed,
                    error: errors.of("email"),
                    autocomplete: "username",
                    ..Field::default()
                }))
                (Button::primary("Email me a link").wide())
                (back(workspace))
            }
        },
    )
}

/// The same for every address.
pub(super) fn on_its_way(workspace: &WorkspaceRef) -> Page {
    door(
        workspace,
        "Check your email",
        html! {
            div.stack.tight {
                h1 { "Check your email" }
                p.muted { "If that address has an account here, a link to a new password is on its way to it. It works for one hour." }
                p.muted { "Nothing there after a few minutes? Look in the spam folder, or check the address and ask again." }
            }
            (Button::plain("Ask again").wide().leads_to(&format!("/{}/password/forgot", workspace.slug)))
            (back(workspace))
        },
    )
}

pub(super) fn reset(workspace: &WorkspaceRef, account: &Account, errors: &FormErrors) -> Page {
    door(
        workspace,
        "Set a new password",
        html! {
            form.stack method="post" novalidate {
                div.stack.tight {
                    h1 { "Set a new password" }
                    p.muted { "For " (account.email.typed()) " at " (workspace.name) ". Setting it signs you out everywhere." }
                }
                // Password programs file the new password under this.
                input type="hidden" autocomplete="username" value=(account.email.typed());
                (ui::new_password_fields(errors))
                (Button::primary("Set password").wide())
            }
        },
    )
    .unlisted()
}

pub(super) fn dead(workspace: &WorkspaceRef, why: Dead) -> Page {
    let (title, text) = match why {
        Dead::Expired => (
            "This link has expired",
            "A link to a new password works for one hour. Ask for another one.",
        ),
        Dead::Superseded => (
            "A newer link was sent",
            "Only the newest one works. Use the most recent email, or ask for another link.",
        ),
        Dead::Withdrawn => (
            "This link no longer works",
            "The account or its password was changed after it was sent. Sign in, or ask for another link.",
        ),
        Dead::Used => (
            "Already used",
            "A password was set with this link. Sign in with it, or ask for another link.",
        ),
    };
    let content = html! {
        div.stack.tight { h1 { (title) } p.muted { (text) } }
        (Button::primary("Ask for a new link").wide().leads_to(&format!("/{}/password/forgot", workspace.slug)))
        (back(workspace))
    };
    door(workspace, title, content).unlisted()
}

/// Names no workspace: who made the link up learns nothing.
pub(super) fn unknown() -> Page {
    ui::door(&Door {
        title: "This link isn't valid",
        letter: 'M',
        content: html! {
            div.stack.tight {
                h1 { "This link isn't valid" }
                p.muted { "It may have been cut off on its way. Open it again from the email, or copy all of it." }
            }
            (Button::plain("Go to the start").leads_to("/"))
        },
    })
    .unlisted()
}

fn back(workspace: &WorkspaceRef) -> Markup {
    html! { p.small { a href={ "/" (workspace.slug) "/login" } { "Back to sign in" } } }
}

fn door(workspace: &WorkspaceRef, title: &str, content: Markup) -> Page {
    ui::door(&Door {
        title: &format!("{title} · {}", workspace.name),
        letter: ui::initial(&workspace.name),
        content,
    })
}
