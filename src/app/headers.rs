//! The headers that every answer carries.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use url::Url;

use crate::access::Allowance;
use crate::health::Readiness;

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

/// What a page may load and do, unless its handler says otherwise.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

pub(super) async fn on_every_answer(
    base_url: web::Data<Url>,
    readiness: web::Data<Readiness>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let allowance = response.request().extensions().get::<Allowance>().copied();
    let headers = response.headers_mut();
    // A word to our own compression, and none that HTTP has for an answer.
    if headers.get(CONTENT_ENCODING) == Some(&HeaderValue::from_static("identity")) {
        headers.remove(CONTENT_ENCODING);
    }
    // A handler that needs another value has set it already.
    let mut unless_set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    unless_set(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    unless_set(REFERRER_POLICY, "same-origin");
    unless_set(CACHE_CONTROL, "no-store");
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CROSS_ORIGIN_OPENER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.append(
        VARY,
        HeaderValue::from_static("HX-Request, HX-Request-Type"),
    );
    for (name, value) in allowance.into_iter().flat_map(allowed) {
        headers.insert(name, value.into());
    }
    if base_url.scheme() == "https" {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if readiness.is_draining() {
        // So that nobody sends the next request on a connection that is about to end.
        response
            .response_mut()
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// How many calls a program's key has left.
fn allowed(allowance: Allowance) -> [(HeaderName, u64); 3] {
    let name = HeaderName::from_static;
    let begun = u64::from(allowance.reset.subsec_nanos() > 0);
    [
        (name("ratelimit-limit"), allowance.limit.into()),
        (name("ratelimit-remaining"), allowance.remaining.into()),
        (name("ratelimit-reset"), allowance.reset.as_secs() + begun),
    ]
}
