//! The one cookie: up to eight workspaces, and an opaque session in each.
//!
//! It is signed, so what isn't ours never reaches the database; what a session may do stands in the
//! database alone.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::signed::{CookieName, SignedCookie};
use crate::config::KeyRing;
use crate::types::{SecretToken, Slug};

const MOST_WORKSPACES: usize = 8;

pub struct SessionCookies(SignedCookie);

/// The session in each workspace, the latest first.
#[derive(Debug, Default)]
pub struct SessionTokens(Vec<(Slug, SecretToken)>);

impl SessionCookies {
    pub fn new(keys: &KeyRing, secure: bool) -> Self {
        Self(SignedCookie::new(
            CookieName::session(secure),
            &keys.current.cookies,
            keys.previous.as_ref().map(|keys| &keys.cookies),
        ))
    }

    /// Whatever is wrong with a cookie, its bearer is a stranger and nothing worse.
    pub fn read(&self, request: &HttpRequest) -> SessionTokens {
        self.0
            .read(request)
            .and_then(|text| SessionTokens::parse(&text))
            .unwrap_or_default()
    }

    pub fn sealed(&self, tokens: &SessionTokens) -> Cookie<'static> {
        if tokens.0.is_empty() {
            self.0.removal()
        } else {
            self.0.sealed(tokens.text())
        }
    }
}

impl SessionTokens {
    pub fn of(&self, slug: &Slug) -> Option<&SecretToken> {
        self.0
            .iter()
            .find(|(workspace, _)| workspace == slug)
            .map(|(_, token)| token)
    }

    #[must_use]
    pub fn with(mut self, slug: Slug, token: SecretToken) -> Self {
        self = self.without(&slug);
        self.0.insert(0, (slug, token));
        self.0.truncate(MOST_WORKSPACES);
        self
    }

    #[must_use]
    pub fn without(mut self, slug: &Slug) -> Self {
        self.0.retain(|(workspace, _)| workspace != slug);
        self
    }

    fn parse(text: &str) -> Option<Self> {
        text.split('.')
            .map(|pair| {
                let (slug, token) = pair.split_once(':')?;
                Some((slug.parse().ok()?, SecretToken::parse(token)?))
            })
            .collect::<Option<Vec<_>>>()
            .map(Self)
    }

    fn text(&self) -> String {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(slug, token)| format!("{slug}:{}", token.encode()))
            .collect();
        pairs.join(".")
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{COOKIE, HeaderValue};
    use actix_web::test::TestRequest;

    use super::*;
    use crate::types::SecretText;

    fn ring(current: &str, previous: Option<&str>) -> KeyRing {
        let secret = |digit: &str| SecretText::new(digit.repeat(64));
        KeyRing::new(&secret(current), previous.map(secret).as_ref()).unwrap()
    }

    fn slug(text: &str) -> Slug {
        text.parse().unwrap()
    }

    fn read_back(cookies: &SessionCookies, cookie: Cookie<'static>) -> SessionTokens {
        cookies.read(&TestRequest::default().cookie(cookie).to_http_request())
    }

    #[test]
    fn a_cookie_survives_one_rotation_of_the_key_and_no_more() {
        let token = SecretToken::random();
        let encoded = token.encode();
        let tokens = SessionTokens::default().with(slug("northwind"), token);
        let sealed = SessionCookies::new(&ring("a", None), false).sealed(&tokens);
        let rotated = SessionCookies::new(&ring("b", Some("a")), false);
        let read = read_back(&rotated, sealed.clone());
        assert_eq!(
            read.of(&slug("northwind")).map(SecretToken::encode),
            Some(encoded)
        );
        let rotated_twice = SessionCookies::new(&ring("c", Some("b")), false);
        assert!(
            read_back(&rotated_twice, sealed)
                .of(&slug("northwind"))
                .is_none()
        );
    }

    #[test]
    fn a_changed_or_foreign_cookie_is_a_stranger() {
        let cookies = SessionCookies::new(&ring("a", None), false);
        let tokens = SessionTokens::default().with(slug("northwind"), SecretToken::random());
        let mut changed = cookies.sealed(&tokens);
        changed.set_value(changed.value().replace("northwind", "southwind"));
        for value in [changed.value(), "", "x", &"A".repeat(4000), "northwind:abc"] {
            let cookie = Cookie::new("muster", value.to_owned());
            assert!(read_back(&cookies, cookie).0.is_empty(), "{value}");
        }
    }

    #[test]
    fn what_other_cookies_hold_is_no_concern_of_ours() {
        let cookies = SessionCookies::new(&ring("a", None), false);
        let tokens = SessionTokens::default().with(slug("northwind"), SecretToken::random());
        let ours = cookies.sealed(&tokens).stripped().to_string();
        for around in [
            [&b"theme=\xff\xfe; "[..], b"; other=1"],
            [b"other=1;", b";theme=caf\xe9"],
            [b"\xff;;muster2=x; ", b""],
            [b"muster=junk; ", b"; muster=more"],
        ] {
            let header = [around[0], ours.as_bytes(), around[1]].concat();
            let header = HeaderValue::from_bytes(&header).unwrap();
            let request = TestRequest::default().insert_header((COOKIE, header));
            let read = cookies.read(&request.to_http_request());
            assert!(read.of(&slug("northwind")).is_some(), "{around:?}");
        }
    }

    #[test]
    fn the_ninth_workspace_pushes_out_the_oldest() {
        let mut tokens = SessionTokens::default();
        for number in 1..=9 {
            tokens = tokens.with(slug(&format!("workspace-{number}")), SecretToken::random());
        }
        assert!(tokens.of(&slug("workspace-1")).is_none());
        assert!(
            tokens.of(&slug("workspace-2")).is_some() && tokens.of(&slug("workspace-9")).is_some()
        );
        let sealed = SessionCookies::new(&ring("a", None), true).sealed(&tokens);
        assert!(sealed.to_string().len() < 4096);
        assert!(sealed.to_string().starts_with("__Host-muster="));
        assert!(
            sealed
                .to_string()
                .contains("HttpOnly; SameSite=Lax; Secure; Path=/"),
            "{sealed}"
        );
    }
}
