use maud::{Markup, html};

use super::mailbox::{Envelope, Kept};
use crate::ui::{self, Page};

/// `None` where mails go to a server instead.
pub(super) fn list(mails: Option<&[Envelope]>) -> Page {
    let part = html! {
        div id="mails" hx-get="/dev/mailbox" hx-trigger="every 2s" hx-swap="outerMorph" {
            @match mails {
                None => p.muted { "Mails go to the server that MUSTER_SMTP_URL names, and none is kept here." },
                Some([]) => p.muted { "Nothing yet. A mail shows up here by itself." },
                Some(mails) => ul.mails { @for mail in mails { (row(mail)) } },
            }
        }
    };
    let content = html! {
        header.head {
            div {
                h1 { "Mailbox" }
                p.muted { "What this server would have mailed, newest first. It is here only in development." }
            }
        }
        (part)
        noscript { meta http-equiv="refresh" content="5"; }
    };
    ui::plain("Mailbox", &content).part("mails", part)
}

fn row(mail: &Envelope) -> Markup {
    html! {
        li id={ "mail-" (mail.id) } {
            a href={ "/dev/mailbox/" (mail.id) } { strong { (mail.subject) } }
            span.muted { (mail.to) }
            @if let Some(sent) = mail.sent { time.small.muted datetime=(sent.to_rfc3339()) { (sent.format("%-d %B %Y, %H:%M:%S UTC")) } }
        }
    }
}

pub(super) fn mail(kept: &Kept) -> Page {
    let mail = &kept.envelope;
    let address = format!("/dev/mailbox/{}", mail.id);
    let content = html! {
        header.head {
            div {
                p.small { a href="/dev/mailbox" { "Mailbox" } }
                h1 { (mail.subject) }
                p.muted { "From " (mail.from) " to " (mail.to) }
            }
            a.button href={ (address) ".eml" } { "Raw message" }
        }
        iframe.mail src={ (address) "/html" } title="The mail as HTML" sandbox {}
        pre.mail tabindex="0" aria-label="The mail as plain text" { (with_links(&kept.text)) }
    };
    ui::plain(&mail.subject, &content)
}

/// Nothing can be clicked in a mail's frame, so its addresses can be here.
fn with_links(text: &str) -> Markup {
    let is_address = |line: &str| line.starts_with("http://") || line.starts_with("https://");
    html! {
        @for line in text.lines() {
            @if is_address(line) { a href=(line) { (line) } } @else { (line) }
            "\n"
        }
    }
}
