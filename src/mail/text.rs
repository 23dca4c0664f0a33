use std::fmt::Write;

use super::{Letterhead, Line, Message};

/// The part for who reads no HTML. It says the same.
pub(super) fn text(message: &Message, letterhead: &Letterhead) -> String {
    let mut paragraphs = vec![message.heading.to_owned()];
    paragraphs.extend(message.paragraphs.iter().map(Line::plain));
    if let Some(button) = &message.button {
        paragraphs.push(format!("{}:\n{}", button.label, button.address));
    }
    paragraphs.extend(message.notes.iter().map(Line::plain));
    let mut text = paragraphs.join("\n\n");
    let sender = letterhead.signature().plain();
    // Two hyphens and a space begin what mail programs show as a signature.
    let _ = write!(text, "\n\n-- \n{}\n{sender}\n", message.unexpected);
    text
}
