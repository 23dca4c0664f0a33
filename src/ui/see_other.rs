//! The way on, once a form has been acted on.

use std::convert::Infallible;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, LOCATION, REFERER};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use futures_util::future::{Ready, ready};
use url::Url;

use super::Undo;
use super::notice::{self, Notice, Told};
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
    undo: Offered,
}

/// What may be taken back on the page there.
#[derive(Debug)]
enum Offered {
    /// Whatever was before, for as long as it was.
    Still,
    This(Undo),
    Nothing,
}

impl SeeOther {
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            reload: false,
            cookies: Vec::new(),
            undo: Offered::Still,
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

    /// The same, with a way to take back what was done.
    #[must_use]
    pub fn saying_undoably(mut self, notice: Notice, undo: Undo) -> Self {
        self.undo = Offered::This(undo);
        self.saying(notice)
    }

    /// The same where that can't be taken back: what was done before it isn't meant either.
    #[must_use]
    pub fn saying_for_good(mut self, notice: Notice) -> Self {
        self.undo = Offered::Nothing;
        self.saying(notice)
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

/// The page that a form was sent from, for one that stands on every page: its path and what is asked
/// for there, without what it said in passing. It is a browser's word, so it is only good for `way_on`.
pub struct CameFrom(pub Option<String>);

impl FromRequest for CameFrom {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let page = request.headers().get(REFERER);
        ready(Ok(Self(page.and_then(|page| within(page.to_str().ok()?)))))
    }
}

fn within(page: &str) -> Option<String> {
    let page = Url::parse(page).ok()?;
    let asked = page
        .query_pairs()
        .filter(|(name, _)| name != notice::FIELD)
        .fold(String::new(), |asked, (name, value)| {
            let mut pair = url::form_urlencoded::Serializer::new(asked);
            pair.append_pair(&name, &value).finish()
        });
    let path = page.path();
    Some(match asked.as_str() {
        "" => path.to_owned(),
        _ => format!("{path}?{asked}"),
    })
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
        let undo = match self.undo {
            Offered::Still => None,
            Offered::This(undo) => undo.cookie(request).or_else(|| Undo::forgotten(request)),
            Offered::Nothing => Undo::forgotten(request),
        };
        for cookie in self.cookies.iter().chain(&undo) {
            // Our own cookies are made of characters that a header may carry.
            if let Err(error) = response.add_cookie(cookie) {
                tracing::error!(%error, "a cookie couldn't be set");
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_a_path_and_says_nothing_again() {
        for (page, way) in [
            ("http://muster.test/northwind/inbox", "/northwind/inbox"),
            (
                "http://muster.test/northwind/settings/users?tab=pending&q=%C3%96&notice=roles-changed#x",
                "/northwind/settings/users?tab=pending&q=%C3%96",
            ),
            (
                "https://evil.example/northwind/inbox?notice=welcome",
                "/northwind/inbox",
            ),
        ] {
            assert_eq!(within(page).as_deref(), Some(way));
        }
        assert_eq!(within("about:client"), Some("client".to_owned()));
        assert_eq!(within("/northwind/inbox"), None);
    }
}
