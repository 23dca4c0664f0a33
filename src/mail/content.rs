use super::Line;
use crate::types::EmailAddress;

/// A mail as its feature thinks of it. Both parts, the headers and the frame around it are made from
/// this alone.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: EmailAddress,
    pub subject: Line,
    pub heading: &'static str,
    pub paragraphs: Vec<Line>,
    pub button: Option<Button>,
    /// Smaller, below: until when something holds, and the like.
    pub notes: Vec<Line>,
    /// What to do for somebody who didn't expect it.
    pub unexpected: &'static str,
}

/// The one thing to do. Its address also stands below it in full.
#[derive(Clone, Debug)]
pub struct Button {
    pub label: &'static str,
    pub address: String,
}
