//! What the mailed link opens.

use maud::{Markup, html};

use crate::access::WorkspaceRef;
use crate::email_changes::model::Account;
use crate::links::Dead;
use crate::types::EmailAddress;
use crate::ui::{self, Button, Door, Page};

pub(in crate::email_changes) fn confirm(
    workspace: &WorkspaceRef,
    account: &Account,
    email: &EmailAddress,
) -> Page {
    let content = html! {
        form.stack method="post" {
            div.stack.tight {
                h1 { "Confirm your new address" }
                p.muted {
                    (account.name) " signs in to " (workspace.name) " with " strong { (email.typed()) }
                    " from now on, once you confirm it. The old address is told."
                }
            }
            (Button::primary("Confirm this address").wide())
        }
        p.footnote { "This isn't you? Then close this page, and nothing changes." }
    };
    door(workspace, "Confirm your new address", content)
}

pub(in crate::email_changes) fn dead(workspace: &WorkspaceRef, why: Dead) -> Page {
    let (title, text) = match why {
        Dead::Expired => (
            "This link has expired",
            "It worked for a day. Ask for the change again on your profile.",
        ),
        Dead::Superseded => (
            "A newer link was sent",
            "Only the newest one works. Use the most recent email.",
        ),
        Dead::Withdrawn => (
            "This link no longer works",
            "The change was called off, the account was changed after it was sent, or who asked for it may no longer do so. Ask again if it is still wanted.",
        ),
        Dead::Used => (
            "Already used",
            "The address was changed with this link. Sign in with it.",
        ),
    };
    said(workspace, title, text)
}

/// Nothing was changed, and the link stays good for when the address is free.
pub(in crate::email_changes) fn taken(workspace: &WorkspaceRef) -> Page {
    said(
        workspace,
        "This address is in use",
        "Somebody else here has had it since the link was sent, so nothing was changed. Ask an admin, or choose another address on your profile.",
    )
}

fn said(workspace: &WorkspaceRef, title: &str, text: &str) -> Page {
    let login = format!("/{}/login", workspace.slug);
    let content = html! {
        div.stack.tight { h1 { (title) } p.muted { (text) } }
        (Button::primary("Go to sign-in").wide().leads_to(&login))
    };
    door(workspace, title, content)
}

fn door(workspace: &WorkspaceRef, title: &str, content: Markup) -> Page {
    ui::door(&Door {
        title,
        letter: ui::initial(&workspace.name),
        content,
    })
    .unlisted()
}

/// Names no workspace: who made the link up learns nothing.
pub(in crate::email_changes) fn unknown() -> Page {
    ui::door(&Door {
        title: "This link isn't valid",
        letter: 'M',
        content: html! {
            div.stack.tight {
                h1 { "This link isn't valid" }
                p.muted { "It may have been cut off on the way. Open it from the email once more, or copy it whole." }
            }
        },
    })
    .unlisted()
}
