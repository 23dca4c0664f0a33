use crate::mail::{Letterhead, Line, Message};
use crate::types::EmailAddress;

/// What somebody sends themselves to see whether it arrives.
pub(super) fn test_mail(to: EmailAddress, name: &str, letterhead: &Letterhead) -> Message {
    Message {
        to,
        subject: Line::new("Test email from ").name(&letterhead.workspace),
        heading: "Email works",
        paragraphs: vec![
            Line::default()
                .name(name)
                .words(" sent this from the email settings of ")
                .name(&letterhead.workspace)
                .words(", to see whether it arrives. It did."),
        ],
        button: None,
        notes: Vec::new(),
        unexpected: "If you didn't ask for it, nothing has to be done.",
    }
}
