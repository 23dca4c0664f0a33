//! What was done a moment ago and may be taken back, by the very session that did it.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use super::session::SessionCookies;
use super::shared;
use super::signed::{CookieName, SignedCookie};
use crate::config::KeyRing;
use crate::types::Slug;

/// A little longer than a toast, for the way there.
const KEPT_FOR: Duration = Duration::seconds(15);

pub struct UndoCookies(SignedCookie);

impl UndoCookies {
    pub fn new(keys: &KeyRing, secure: bool) -> Self {
        Self(SignedCookie::new(
            CookieName::undo(secure),
            &keys.current.undo,
            keys.previous.as_ref().map(|keys| &keys.undo),
        ))
    }

    /// `None` for who isn't signed in to the workspace.
    pub fn sealed(request: &HttpRequest, slug: &Slug, text: &str) -> Option<Cookie<'static>> {
        let session = session(request, slug)?;
        let cookies = &shared::<Self>(request).ok()?.0;
        Some(cookies.sealed_for(KEPT_FOR, format!("{session}.{text}")))
    }

    pub fn removal(request: &HttpRequest) -> Option<Cookie<'static>> {
        Some(shared::<Self>(request).ok()?.0.removal())
    }

    /// Whatever is wrong with it, or whoever else it was for, there is none.
    pub fn read(request: &HttpRequest, slug: &Slug) -> Option<String> {
        let value = shared::<Self>(request).ok()?.0.read(request)?;
        let (of, text) = value.split_once('.')?;
        (of == session(request, slug)?).then(|| text.to_owned())
    }
}

/// Says which session it is, and opens nothing.
fn session(request: &HttpRequest, slug: &Slug) -> Option<String> {
    let sessions = shared::<SessionCookies>(request).ok()?.read(request);
    sessions.of(slug).map(|token| token.hash().hex())
}
