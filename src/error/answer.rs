use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, Responder, ResponseError, web,
};

use super::problem::{PROBLEM, ProblemDocument};
use super::words::{words, words_for_programs};
use super::{AppError, Reference};
use crate::access::{Limit, Refusal};
use crate::audit;
use crate::db::Db;
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

fn is_program(request: &HttpRequest) -> bool {
    request.path().starts_with("/api/")
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
    let is_program = is_program(request);
    if let (Some(first), false) = (somewhere_else_first(error), is_program) {
        return SeeOther::at(first).anew().respond_to(request);
    }
    let fault = fault(error, request);
    let mut response = HttpResponseBuilder::new(error.status_code());
    if let Some(seconds) = retry_after(error) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    if let AppError::KeyFirst = error {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if let AppError::MethodNotAllowed { allowed } = error {
        response.insert_header((header::ALLOW, allowed.as_str()));
    }
    if is_program {
        return response.content_type(PROBLEM).body(problem(error, &fault));
    }
    let markup = match Asked::by(request.headers()) {
        Asked::Page => ui::fault_page(&fault),
        Asked::Fragment => ui::fault_toast(&fault),
    };
    response
        .content_type("text/html; charset=utf-8")
        .body(markup.into_string())
}

/// A mistake as a program reads it, to be kept and told again.
pub fn told(error: &AppError) -> (StatusCode, String) {
    let (title, text) = words_for_programs(error);
    let fault = Fault {
        title,
        text,
        reference: None,
    };
    (error.status_code(), problem(error, &fault))
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
        AppError::Problem(problem) => problem.wait.map(|wait| wait.as_secs().max(1)),
        _ => None,
    }
}

fn fault(error: &AppError, request: &HttpRequest) -> Fault {
    let (title, text) = if is_program(request) {
        words_for_programs(error)
    } else {
        words(error)
    };
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

fn problem(error: &AppError, fault: &Fault) -> String {
    let code = match error {
        AppError::Malformed(_) => "malformed",
        AppError::SignInFirst { .. } | AppError::KeyFirst => "unauthenticated",
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
        AppError::Problem(problem) => problem.code,
        AppError::TooLarge => "too_large",
        AppError::UnsupportedBody => "unsupported_body",
        AppError::TooMany { .. } => "too_many_requests",
        AppError::Unavailable(_) => "unavailable",
        AppError::Internal(_) => "internal",
    };
    let errors = match error {
        AppError::Problem(problem) => problem.errors.as_slice(),
        _ => &[],
    };
    let problem = ProblemDocument {
        kind: "about:blank",
        title: fault.title,
        status: error.status_code().as_u16(),
        detail: &fault.text,
        code,
        reference: fault.reference.as_deref(),
        errors,
    };
    serde_json::to_string(&problem).unwrap_or_default()
}
