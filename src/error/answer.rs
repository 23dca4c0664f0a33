use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, Responder, ResponseError, web,
};

use serde::Serialize;

use super::{AppError, Reference};
use crate::access::{Attempt, Limit, Permission, Refusal};
use crate::audit;
use crate::db::Db;
use crate::types::duration;
use crate::ui::{self, Asked, Fault, SeeOther};

/// Middleware: whatever failed below becomes an answer that a person or a program can use.
pub async fn answer_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    // The request is shared only now: the router needs it for itself.
    let request = response.request().clone();
    let answer = match response.response().error() {
        None => return Ok(response),
        Some(error) => answer_to(error, &request).await,
    };
    Ok(ServiceResponse::new(request, answer))
}

async fn answer_to(error: &actix_web::Error, request: &HttpRequest) -> HttpResponse {
    if let Some(error) = error.as_error::<AppError>() {
        return answer(error, request).await;
    }
    let error = match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => AppError::MethodNotAllowed {
            allowed: String::new(),
        },
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        StatusCode::REQUEST_TIMEOUT => AppError::BodyTooSlow,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => AppError::UnsupportedBody,
        status if status.is_client_error() => AppError::Malformed("refused by the HTTP library"),
        _ => AppError::internal(error),
    };
    answer(&error, request).await
}

async fn answer(error: &AppError, request: &HttpRequest) -> HttpResponse {
    match report(error, request).await {
        Ok(()) => render(error, request),
        // What can't be written to the audit log isn't answered as if it had been.
        Err(unwritten) => render(&unwritten, request),
    }
}

fn render(error: &AppError, request: &HttpRequest) -> HttpResponse {
    let is_program = request.path().starts_with("/api/");
    if let (Some(first), false) = (somewhere_else_first(error), is_program) {
        return SeeOther::at(first).anew().respond_to(request);
    }
    let fault = fault(error, request);
    let mut response = HttpResponseBuilder::new(error.status_code());
    if let Some(seconds) = retry_after(error) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    if let AppError::MethodNotAllowed { allowed } = error {
        response.insert_header((header::ALLOW, allowed.as_str()));
    }
    if is_program {
        return response
            .content_type("application/problem+json")
            .body(problem(error, &fault));
    }
    let markup = match Asked::by(request.headers()) {
        Asked::Page => ui::fault_page(&fault),
        Asked::Fragment => ui::fault_toast(&fault),
    };
    response
        .content_type("text/html; charset=utf-8")
        .body(markup.into_string())
}

/// The log has everything, the answer has the reference; the audit log has refused attempts.
async fn report(error: &AppError, request: &HttpRequest) -> Result<(), AppError> {
    match error {
        AppError::Internal(_) => tracing::error!(%error, "the request failed"),
        AppError::Unavailable(_) => tracing::warn!(%error, "the request couldn't be served now"),
        AppError::Refused(refusal) => {
            let db = request
                .app_data::<web::Data<Db>>()
                .ok_or_else(|| AppError::internal("the database isn't wired"))?;
            if let Err(error) = audit::record_refusal(db, refusal).await {
                tracing::error!(%error, "a refused attempt couldn't be written to the audit log");
                return Err(error.into());
            }
        }
        _ => {}
    }
    Ok(())
}

fn somewhere_else_first(error: &AppError) -> Option<String> {
    match error {
        AppError::SignInFirst { slug, next } => {
            let login = format!("/{slug}/login");
            Some(ui::address_with(&login, "next", next.as_deref()))
        }
        AppError::OwnPasswordFirst { slug } => Some(format!("/{slug}/profile/password")),
        _ => None,
    }
}

fn retry_after(error: &AppError) -> Option<u64> {
    match error {
        AppError::TooMany { wait } => Some(wait.as_secs().max(1)),
        AppError::Unavailable(_) => Some(2),
        _ => None,
    }
}

fn fault(error: &AppError, request: &HttpRequest) -> Fault {
    let (title, text) = words(error);
    let reference = error
        .status_code()
        .is_server_error()
        .then(|| {
            request
                .extensions()
                .get::<Reference>()
                .map(ToString::to_string)
        })
        .flatten();
    Fault {
        title,
        text,
        reference,
    }
}

impl AppError {
    /// What is said of it: in short, and what to do.
    pub fn words(&self) -> (&'static str, String) {
        words(self)
    }
}

fn words(error: &AppError) -> (&'static str, String) {
    let (title, text) = match error {
        AppError::Malformed(_) => (
            "That request couldn't be read",
            "Go back, check what you entered and send it again.",
        ),
        AppError::SignInFirst { .. } => ("Sign in first", "This needs somebody who is signed in."),
        AppError::OwnPasswordFirst { .. } => (
            "Choose your own password first",
            "Somebody else set the one you have. Replace it, then go on.",
        ),
        AppError::Refused(Refusal {
            attempt: Some(attempt),
            permission,
            ..
        }) => return ("That is above what you hold", above(attempt, *permission)),
        AppError::Refused(_) => (
            "Your role doesn't include this",
            "An owner or an admin of the workspace can give you a role that does.",
        ),
        AppError::CrossSite => (
            "This came from another site",
            "Nothing was changed. Open the page here and try again.",
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
        AppError::Internal(_) => (
            "Something went wrong on our side",
            "It has been written down. Try again, and tell whoever runs this server if it stays.",
        ),
    };
    (title, text.to_owned())
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

fn problem(error: &AppError, fault: &Fault) -> String {
    let code = match error {
        AppError::Malformed(_) => "malformed",
        AppError::SignInFirst { .. } => "unauthenticated",
        AppError::OwnPasswordFirst { .. } => "own_password_first",
        AppError::Refused(Refusal {
            attempt: Some(attempt),
            ..
        }) => match attempt.limit {
            Limit::Ceiling => "above_ceiling",
            Limit::OwnRole => "own_role",
        },
        AppError::Refused(_) => "forbidden",
        AppError::CrossSite => "cross_site",
        AppError::NotFound => "not_found",
        AppError::MethodNotAllowed { .. } => "method_not_allowed",
        AppError::BodyTooSlow => "body_too_slow",
        AppError::Conflict(_) => "conflict",
        AppError::TooLarge => "too_large",
        AppError::UnsupportedBody => "unsupported_body",
        AppError::TooMany { .. } => "too_many_requests",
        AppError::Unavailable(_) => "unavailable",
        AppError::Internal(_) => "internal",
    };
    let problem = Problem {
        kind: "about:blank",
        title: fault.title,
        status: error.status_code().as_u16(),
        detail: &fault.text,
        code,
        reference: fault.reference.as_deref(),
    };
    serde_json::to_string(&problem).unwrap_or_default()
}

/// RFC 9457, and a code that programs can rely on.
#[derive(Serialize)]
struct Problem<'p> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'p str,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'p str>,
}
