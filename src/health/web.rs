use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{MetricsAccess, Readiness, record_metrics};
use crate::access::Public;
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;

pub fn routes(routes: &mut Routes) {
    routes.get("/health/live", live);
    routes.get("/health/ready", ready);
    routes.get("/metrics", metrics);
}

async fn live(_: Public) -> &'static str {
    "live\n"
}

async fn ready(_: Public, readiness: web::Data<Readiness>, db: web::Data<Db>) -> HttpResponse {
    if readiness.look(&db).await {
        HttpResponse::Ok().body("ready\n")
    } else {
        HttpResponse::ServiceUnavailable()
            .insert_header(("retry-after", 1))
            .body("not ready\n")
    }
}

async fn metrics(
    _: Public,
    access: web::Data<MetricsAccess>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    if !may_read(&access, &request) {
        return Err(AppError::NotFound);
    }
    let text = record_metrics()
        .ok_or_else(|| AppError::internal("metrics couldn't be recorded"))?
        .render();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// Compares hashes, so that the time a comparison takes says nothing about the token.
fn may_read(access: &MetricsAccess, request: &HttpRequest) -> bool {
    match access {
        MetricsAccess::Open => true,
        MetricsAccess::Closed => false,
        MetricsAccess::Bearer(token) => request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
            .is_some_and(|given| {
                use crate::types::TokenHash;
                TokenHash::of(given) == TokenHash::of(token.expose().as_bytes())
            }),
    }
}

/// Middleware: before the first migration has run, and while the database is away at the start, all
/// but the probes and the assets says so.
pub async fn wait_until_ready(
    readiness: web::Data<Readiness>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let path = request.path();
    let needs_database =
        !(path.starts_with("/health/") || path.starts_with("/assets/") || path == "/metrics");
    if needs_database && !readiness.is_migrated() {
        let error = AppError::Unavailable("the database isn't there yet".to_owned());
        return Ok(request.error_response(error).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}
