//! A form that another site sends with our visitor's cookie is refused here.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`; older ones at least name the `Origin`
//! of an unsafe one. Without either it isn't a browser, and carries no visitor's cookie.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, ORIGIN};
use actix_web::middleware::Next;
use actix_web::web;
use url::Url;

use crate::error::AppError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub(super) async fn refuse(
    base_url: web::Data<Url>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if changes && !is_ours(request.headers(), &base_url) {
        return Ok(request
            .error_response(AppError::CrossSite)
            .map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn is_ours(headers: &HeaderMap, base_url: &Url) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    match headers.get(ORIGIN) {
        Some(origin) => origin.to_str().is_ok_and(|origin| {
            Url::parse(origin).is_ok_and(|origin| origin.origin() == base_url.origin())
        }),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        is_ours(&map, &"https://muster.example".parse().unwrap())
    }

    #[test]
    fn only_our_own_pages_and_programs_may_send_forms() {
        assert!(passes(&[]));
        assert!(passes(&[("sec-fetch-site", "same-origin")]));
        assert!(passes(&[("sec-fetch-site", "none")]));
        assert!(passes(&[("origin", "https://muster.example")]));
        for site in ["cross-site", "same-site", ""] {
            assert!(!passes(&[
                ("sec-fetch-site", site),
                ("origin", "https://muster.example")
            ]));
        }
        for origin in [
            "null",
            "https://evil.example",
            "http://muster.example",
            "https://muster.example:444",
        ] {
            assert!(!passes(&[("origin", origin)]), "{origin}");
        }
    }
}
