//! What a program is told of a mistake: RFC 9457, and a code that it can rely on.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

pub const PROBLEM: &str = "application/problem+json";

/// A mistake that has a code of its own. `detail` is for the person who reads the program's log.
#[derive(Debug, Error)]
#[error("{code}: {detail}")]
pub struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) detail: String,
    pub(super) errors: Vec<FieldError>,
    /// Until the same may be asked again.
    pub(super) wait: Option<Duration>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// As it is written in the request; `users[3].email` inside others.
    #[schema(example = "email")]
    pub field: String,
    #[schema(example = "invalid")]
    pub code: &'static str,
    #[schema(example = "This isn't an email address.")]
    pub message: String,
}

impl Problem {
    /// Nothing is wrong with the request but the state that it met.
    pub fn conflict(code: &'static str, detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// What was to be changed isn't what its sender has seen.
    pub fn changed_meanwhile() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "changed_meanwhile",
            "Somebody else changed it after you read it. Read it again and decide anew.",
        )
    }

    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "Some of what was sent isn't right. Each field says what.",
            )
        }
    }

    /// One field is wrong.
    pub fn of_field(
        field: impl Into<String>,
        code: &'static str,
        message: impl fmt::Display,
    ) -> Self {
        Self::invalid(vec![FieldError {
            field: field.into(),
            code,
            message: message.to_string(),
        }])
    }

    /// Nothing is wrong with a field, but with all of it.
    pub fn unprocessable(code: &'static str, detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// Somebody else than who asks may not do this.
    pub fn not_allowed(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", detail)
    }

    /// Nothing is wrong with the request but that there were too many like it.
    pub fn too_many(code: &'static str, detail: impl fmt::Display, wait: Duration) -> Self {
        Self {
            wait: Some(wait),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail)
        }
    }

    /// Whether the same request may be answered otherwise by itself.
    pub fn is_passing(&self) -> bool {
        self.wait.is_some()
    }

    /// As it stands in an answer about several.
    pub fn code(&self) -> &'static str {
        self.code
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    fn new(status: StatusCode, code: &'static str, detail: impl fmt::Display) -> Self {
        Self {
            status,
            code,
            detail: detail.to_string(),
            errors: Vec::new(),
            wait: None,
        }
    }

    pub(super) fn title(&self) -> &'static str {
        match self.status {
            StatusCode::FORBIDDEN => "That isn't allowed",
            StatusCode::CONFLICT => "That can't be done now",
            StatusCode::PRECONDITION_FAILED => "It was changed meanwhile",
            StatusCode::TOO_MANY_REQUESTS => "Too many at once",
            _ => "That can't be taken as it is",
        }
    }
}

/// As it is sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument<'p> {
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    pub title: &'static str,
    #[schema(example = 422)]
    pub status: u16,
    /// For a person.
    pub detail: &'p str,
    /// For a program. It never changes.
    #[schema(example = "invalid")]
    pub code: &'static str,
    /// Where an error of the server stands in its log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<&'p str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub errors: &'p [FieldError],
}
