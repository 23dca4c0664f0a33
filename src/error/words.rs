//! What people and programs are told of a failure: in short, and what to do.

use super::AppError;
use crate::access::{Attempt, Limit, Permission, Refusal};
use crate::types::duration;

impl AppError {
    /// What is said of it: in short, and what to do.
    pub fn words(&self) -> (&'static str, String) {
        words(self)
    }
}

pub(super) fn words(error: &AppError) -> (&'static str, String) {
    if let Some(words) = at_the_door(error) {
        return words;
    }
    let (title, text) = match error {
        AppError::Malformed(_) => (
            "That request couldn't be read",
            "Go back, check what you entered and send it again.",
        ),
        AppError::NotFound => (
            "There is nothing here",
            "The address may be mistyped, or what it showed has been removed.",
        ),
        AppError::MethodNotAllowed { .. } => (
            "This address doesn't work that way",
            "Go back and use the buttons on the page.",
        ),
        AppError::BodyTooSlow => (
            "That took too long to arrive",
            "Check your connection and send it again.",
        ),
        AppError::Conflict(words) => return ("That can't be done now", words.clone()),
        AppError::Problem(problem) => return (problem.title(), problem.detail.clone()),
        AppError::TooLarge => ("That is too large", "Send less at once."),
        AppError::UnsupportedBody => (
            "That kind of content isn't understood here",
            "Use the form on the page.",
        ),
        AppError::TooMany { wait } => {
            return (
                "Too many tries",
                format!("Wait {} and try again.", duration(*wait)),
            );
        }
        AppError::Unavailable(_) => (
            "Muster is catching its breath",
            "Nothing was lost. Try again in a moment.",
        ),
        _ => (
            "Something went wrong on our side",
            "It has been written down. Try again, and tell whoever runs this server if it stays.",
        ),
    };
    (title, text.to_owned())
}

/// Who may not come in, and why.
fn at_the_door(error: &AppError) -> Option<(&'static str, String)> {
    let (title, text) = match error {
        AppError::SignInFirst { .. } => ("Sign in first", "This needs somebody who is signed in."),
        AppError::KeyFirst => (
            "A key is needed",
            "Send an API key of this workspace as \"Authorization: Bearer mst_…\". This one is missing, or doesn't work any more.",
        ),
        AppError::OwnPasswordFirst { .. } => (
            "Choose your own password first",
            "Somebody else set the one you have. Replace it, then go on.",
        ),
        AppError::Refused(Refusal {
            attempt: Some(attempt),
            permission,
            ..
        }) => return Some(("That is above what you hold", above(attempt, *permission))),
        AppError::Refused(_) => (
            "Your role doesn't include this",
            "An owner or an admin of the workspace can give you a role that does.",
        ),
        AppError::CrossSite => (
            "This came from another site",
            "Nothing was changed. Open the page here and try again.",
        ),
        _ => return None,
    };
    Some((title, text.to_owned()))
}

/// What a program can't do as a person does.
pub(super) fn words_for_programs(error: &AppError) -> (&'static str, String) {
    let (title, text) = match error {
        AppError::Malformed(why) => ("That request couldn't be read", format!("Refused: {why}.")),
        AppError::Refused(Refusal {
            attempt: None,
            permission,
            ..
        }) => (
            "The key doesn't hold this",
            format!("This needs a key with {permission}, whose maker holds it too."),
        ),
        AppError::MethodNotAllowed { allowed } => (
            "This address doesn't work that way",
            format!("It answers {allowed}."),
        ),
        AppError::UnsupportedBody => (
            "That kind of content isn't understood here",
            "Send JSON, as application/json.".to_owned(),
        ),
        _ => return words(error),
    };
    (title, text)
}

fn above(attempt: &Attempt, permission: Permission) -> String {
    let to = attempt.words();
    match attempt.limit {
        Limit::Ceiling => format!(
            "You can't {to}, because you don't hold \"{}\" yourself. Somebody who does can.",
            permission.title()
        ),
        Limit::OwnRole => {
            format!("You can't {to}, because you hold that role yourself. Somebody else can.")
        }
    }
}
