use diesel::result::{DatabaseErrorKind, Error};
use thiserror::Error;

/// Why a database call failed, in the few kinds that callers treat differently.
#[derive(Debug, Error)]
pub enum DbError {
    #[error("the database is away: {0}")]
    Away(String),
    #[error("the database took too long")]
    TooSlow,
    /// Somebody else held what was needed for too long, or the two blocked each other.
    #[error("the database was busy with the same rows: {0}")]
    Busy(String),
    #[error("the database refused a duplicate ({constraint})")]
    Duplicate { constraint: String },
    #[error("a value in the database can't be read: {0}")]
    Unreadable(String),
    #[error("the database refused a query: {0}")]
    Query(Error),
    /// A mistake in our own code.
    #[error("{0}")]
    Misuse(&'static str),
}

impl DbError {
    /// Trying again a moment later may well work.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Away(_) | Self::TooSlow | Self::Busy(_))
    }

    pub fn is_duplicate_of(&self, name: &str) -> bool {
        matches!(self, Self::Duplicate { constraint } if constraint == name)
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        let (kind, message, constraint) = match &error {
            Error::DatabaseError(kind, about) => (
                kind,
                about.message().to_owned(),
                about.constraint_name().map(str::to_owned),
            ),
            Error::BrokenTransactionManager => return Self::Away("the connection broke".into()),
            _ => return Self::Query(error),
        };
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Duplicate {
                constraint: constraint.unwrap_or_default(),
            },
            // Read-only is what a primary becomes when another one takes over.
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => Self::Away(message),
            DatabaseErrorKind::SerializationFailure => Self::Busy(message),
            DatabaseErrorKind::Unknown => from_words(&message).unwrap_or(Self::Query(error)),
            _ => Self::Query(error),
        }
    }
}

/// Diesel keeps the SQLSTATE of these to itself, so the words have to do. `muster doctor` checks that
/// they are English.
pub(super) fn from_words(message: &str) -> Option<DbError> {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(&["due to statement timeout", "due to user request"]) {
        Some(DbError::TooSlow)
    } else if says(&["due to lock timeout", "deadlock detected"]) {
        Some(DbError::Busy(message.to_owned()))
    } else if says(&[
        "terminating connection",
        "server closed the connection",
        "the database system is",
        "no connection to the server",
        "could not receive data",
        "could not send data",
        "query_wait_timeout",
        "server conn crashed",
    ]) {
        Some(DbError::Away(message.to_owned()))
    } else {
        None
    }
}
