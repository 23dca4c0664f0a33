//! The way on, once a form has been acted on.

use actix_web::cookie::Cookie;
use actix_web::http::header::{HeaderName, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::notice::{Notice, Told};
use super::page::{Asked, is_from_script};

const HX_LOCATION: HeaderName = HeaderName::from_static("hx-location");
const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// The browser goes to a page that shows what came of it. A script is told where, since it would
/// follow a redirect without noticing.
#[derive(Debug)]
pub struct SeeOther {
    address: String,
    reload: bool,
    cookies: Vec<Cookie<'static>>,
}

impl SeeOther {
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            reload: false,
            cookies: Vec::new(),
        }
    }

    /// For a change of who is looking: nothing of the page that is open may stay.
    #[must_use]
    pub fn anew(mut self) -> Self {
        self.reload = true;
        self
    }

    #[must_use]
    pub fn with_cookies(mut self, cookies: impl IntoIterator<Item = Cookie<'static>>) -> Self {
        self.cookies.extend(cookies);
        self
    }

    /// The page there says so in passing.
    #[must_use]
    pub fn saying(mut self, notice: Notice) -> Self {
        let separator = if self.address.contains('?') { '&' } else { '?' };
        self.address = format!("{}{separator}{}", self.address, notice.as_query());
        self
    }

    /// On the way to the page that it was meant for.
    #[must_use]
    pub fn passing_on(self, told: &Told) -> Self {
        match told.notice() {
            Some(notice) => self.saying(notice),
            None => self,
        }
    }
}

impl Responder for SeeOther {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let headers = request.headers();
        let mut response = match (is_from_script(headers), Asked::by(headers), self.reload) {
            (true, _, true) => HttpResponse::Ok()
                .insert_header((HX_REDIRECT, self.address))
                .finish(),
            (true, Asked::Fragment, false) => HttpResponse::Ok()
                .insert_header((HX_LOCATION, self.address))
                .finish(),
            _ => HttpResponse::SeeOther()
                .insert_header((LOCATION, self.address))
                .finish(),
        };
        for cookie in &self.cookies {
            // Our own cookies are made of characters that a header may carry.
            if let Err(error) = response.add_cookie(cookie) {
                tracing::error!(%error, "a cookie couldn't be set");
            }
        }
        response
    }
}
