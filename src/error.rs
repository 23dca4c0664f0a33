//! The one place where a failure becomes an answer: a page, a fragment or problem+json, by what the
//! client asked for.
//!
//! Handlers return `AppError` and never render it. A mistake in a form isn't an error: it is the form
//! again, with 422.

mod answer;
mod problem;
mod words;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use thiserror::Error;

pub use answer::{answer_errors, told};
pub use problem::{FieldError, PROBLEM, Problem, ProblemDocument};

use crate::access::{Denied, HashError, Refusal, Unproved};
use crate::db::DbError;
use crate::types::Slug;

#[derive(Debug, Error)]
pub enum AppError {
    #[error("malformed request: {0}")]
    Malformed(&'static str),
    #[error("not signed in")]
    SignInFirst { slug: Slug, next: Option<String> },
    /// A program without a key that works.
    #[error("no key that works")]
    KeyFirst,
    #[error("has to choose a password first")]
    OwnPasswordFirst { slug: Slug },
    /// Written to the audit log on its way out.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// A form that another site sent.
    #[error("sent by another site")]
    CrossSite,
    #[error("not found")]
    NotFound,
    #[error("method not allowed")]
    MethodNotAllowed { allowed: String },
    #[error("the body took too long")]
    BodyTooSlow,
    /// Nothing is wrong with the request but the state that it met. The words are for the person.
    #[error("conflict: {0}")]
    Conflict(String),
    /// What a program is told by a code of its own.
    #[error("{0}")]
    Problem(#[from] Problem),
    #[error("too large")]
    TooLarge,
    #[error("not a kind of body that is understood here")]
    UnsupportedBody,
    #[error("too many requests")]
    TooMany { wait: Duration },
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("{0}")]
    Internal(String),
}

/// What an error page shows, so that its line in the log can be found.
#[derive(Clone, Debug)]
pub struct Reference(String);

impl Reference {
    /// The end of such an id is random; eight digits of it are enough to search a log with.
    pub fn random() -> Self {
        let id = uuid::Uuid::now_v7().simple().to_string();
        Self(id.chars().skip(24).collect())
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AppError {
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        if error.is_passing() {
            Self::Unavailable(error.to_string())
        } else {
            Self::internal(error)
        }
    }
}

impl From<Denied> for AppError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Refused(refusal) => refusal.into(),
            Denied::OwnPasswordFirst { slug } => Self::OwnPasswordFirst { slug },
        }
    }
}

impl From<Unproved> for AppError {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Denied(denied) => denied.into(),
            Unproved::SignedOut { slug } => Self::SignInFirst { slug, next: None },
            Unproved::Db(error) => error.into(),
        }
    }
}

impl From<HashError> for AppError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Unavailable(error.to_string()),
            // A form has said so by its field before it comes to this.
            HashError::Refused(error) => Self::Conflict(error.to_string()),
            HashError::Stored(_) | HashError::Failed(_) => Self::internal(error),
        }
    }
}

/// Only the status: `answer_errors` replaces the whole response.
impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::SignInFirst { .. } | Self::KeyFirst => StatusCode::UNAUTHORIZED,
            Self::Refused(_) | Self::OwnPasswordFirst { .. } | Self::CrossSite => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Problem(problem) => problem.status,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedBody => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
