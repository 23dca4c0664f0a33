//! A reference, a span, a log line and two figures for every request.

use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use tracing::Instrument;

use crate::error::Reference;

/// Tokens are this long in a path; ids are too, but have hyphens in the right places.
const SECRET_LENGTH: usize = 32;
/// In characters; ours are shorter.
const LONGEST_PATH: usize = 200;

pub(super) async fn request(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let started = Instant::now();
    let reference = Reference::random();
    let method = request.method().clone();
    let path = masked(request.path());
    let span = tracing::info_span!("request", %reference, method = known(&method), path);
    request.extensions_mut().insert(reference);
    let answer = next.call(request).instrument(span.clone()).await;
    if let Ok(response) = &answer {
        let took = started.elapsed();
        let status = response.status().as_u16();
        let route = response
            .request()
            .match_pattern()
            .unwrap_or_else(|| "none".to_owned());
        span.in_scope(|| tracing::info!(status, ms = took.as_millis(), "answered"));
        let labels = [
            ("method", known(&method).to_owned()),
            ("route", route),
            ("status", status.to_string()),
        ];
        metrics::counter!("muster_http_requests_total", &labels).increment(1);
        metrics::histogram!("muster_http_request_seconds", &labels).record(took.as_secs_f64());
    }
    answer
}

/// A label for each method that a client makes up would fill the memory, and a long one the log.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS => method.as_str(),
        _ => "other",
    }
}

/// The path without anything that opens a door, wherever in it somebody put one, and no longer than a
/// line should be. Queries aren't logged at all.
fn masked(path: &str) -> String {
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| {
            let is_id = uuid::Uuid::try_parse(segment).is_ok() && segment.contains('-');
            if segment.len() >= SECRET_LENGTH && !is_id {
                "***"
            } else {
                segment
            }
        })
        .collect();
    let path = segments.join("/");
    match path.char_indices().nth(LONGEST_PATH) {
        Some((end, _)) => format!("{}…", path.split_at(end).0),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::masked;
    use crate::types::{SecretToken, UserId};

    #[test]
    fn no_token_reaches_the_log_and_ids_do() {
        let token = SecretToken::random().encode();
        assert_eq!(
            masked(&format!("/acme/invitation/{token}/renew")),
            "/acme/invitation/***/renew"
        );
        assert_eq!(masked(&format!("/{token}x")), "/***");
        let page = format!("/acme/settings/users/{}", UserId::new());
        assert_eq!(masked(&page), page);
    }

    #[test]
    fn a_long_path_is_cut_after_it_is_masked() {
        let long = masked(&"/ü".repeat(30_000));
        assert_eq!(long.chars().count(), 201);
        assert!(long.ends_with('…'), "{long}");
        let token = SecretToken::random().encode();
        let behind = masked(&format!("{}/{token}", "/a".repeat(90)));
        assert!(!behind.contains(&token[..10]), "{behind}");
        let fits = "/a".repeat(100);
        assert_eq!(masked(&fits), fits);
    }
}
