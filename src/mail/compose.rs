use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use thiserror::Error;

use super::{Letterhead, Message, html, text};

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Only an address from before a rule was tightened, or a sender of an odd form, comes to this.
#[derive(Debug, Error)]
#[error("the mail can't be written: {0}")]
pub(super) struct Unwritable(String);

/// From content to what goes over the wire: one recipient, both parts, and headers that no name can
/// break out of.
pub(super) fn compose(
    message: &Message,
    letterhead: &Letterhead,
    from: Mailbox,
    message_id: &str,
) -> Result<lettre::Message, Unwritable> {
    let unwritable = |error: &dyn std::error::Error| Unwritable(error.to_string());
    let to = message.to.to_lettre().map_err(|error| unwritable(&error))?;
    let auto_submitted = HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned());
    lettre::Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(message.subject.plain())
        .message_id(Some(message_id.to_owned()))
        .raw_header(auto_submitted)
        .multipart(MultiPart::alternative_plain_html(
            text::text(message, letterhead),
            html::html(message, letterhead),
        ))
        .map_err(|error| unwritable(&error))
}
