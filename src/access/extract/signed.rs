//! A cookie that only this server, or one with its key, can have written.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar, Key, SameSite};
use actix_web::http::header::COOKIE;

/// Browsers keep a cookie no longer than this; what it is good for is decided elsewhere.
const KEPT_FOR: Duration = Duration::days(400);

pub(super) struct SignedCookie {
    name: &'static str,
    secure: bool,
    current: Key,
    previous: Option<Key>,
}

impl SignedCookie {
    /// Made with the previous key, it is still read, and signed anew when it is next set.
    pub fn new(name: CookieName, current: &[u8; 64], previous: Option<&[u8; 64]>) -> Self {
        Self {
            name: name.text,
            secure: name.secure,
            current: Key::from(current),
            previous: previous.map(|key| Key::from(key)),
        }
    }

    /// Whatever is wrong with it, it isn't there.
    pub fn read(&self, request: &HttpRequest) -> Option<String> {
        cookies_of(request, self.name)
            .find_map(|cookie| self.verified(&cookie))
            .map(|cookie| cookie.value().to_owned())
    }

    fn verified(&self, cookie: &Cookie<'static>) -> Option<Cookie<'static>> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find_map(|key| CookieJar::new().signed(key).verify(cookie.clone()))
    }

    pub fn sealed(&self, value: String) -> Cookie<'static> {
        self.sealed_for(KEPT_FOR, value)
    }

    pub fn sealed_for(&self, time: Duration, value: String) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.name, value)
            .http_only(true)
            .same_site(SameSite::Lax)
            .path("/")
            .secure(self.secure)
            .max_age(time)
            .finish();
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.current).add(cookie.clone());
        if let Some(signed) = jar.get(self.name) {
            cookie.set_value(signed.value().to_owned());
        }
        cookie
    }

    pub fn removal(&self) -> Cookie<'static> {
        let mut cookie = self.sealed(String::new());
        cookie.make_removal();
        cookie
    }
}

/// actix reads no cookie at all where any of them has a byte that isn't UTF-8, and what other programs
/// on the same host set is out of our hands. So is one that they give our name to.
fn cookies_of<'r>(
    request: &'r HttpRequest,
    name: &'r str,
) -> impl Iterator<Item = Cookie<'static>> + 'r {
    request
        .headers()
        .get_all(COOKIE)
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| Cookie::parse_encoded(pair.trim()).ok())
        .filter(move |cookie| cookie.name() == name)
        .map(Cookie::into_owned)
}

/// Over https a name that browsers take from this very host alone.
#[derive(Clone, Copy)]
pub(super) struct CookieName {
    text: &'static str,
    secure: bool,
}

impl CookieName {
    pub const fn session(secure: bool) -> Self {
        let text = if secure { "__Host-muster" } else { "muster" };
        Self { text, secure }
    }

    pub const fn browser(secure: bool) -> Self {
        let text = if secure {
            "__Host-muster-known"
        } else {
            "muster-known"
        };
        Self { text, secure }
    }

    pub const fn undo(secure: bool) -> Self {
        let text = if secure {
            "__Host-muster-undo"
        } else {
            "muster-undo"
        };
        Self { text, secure }
    }
}
