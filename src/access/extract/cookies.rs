//! Both cookies of a browser at once, for the handlers that set them.

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

use super::browser::{KnownAccounts, KnownBrowsers};
use super::session::{SessionCookies, SessionTokens};
use super::shared;
use crate::error::AppError;
use crate::types::{SecretToken, Slug, WorkspaceId};

pub struct Cookies {
    request: HttpRequest,
    sessions: SessionTokens,
    known: KnownAccounts,
}

/// Whose session it is, and where.
pub struct SignedIn<'s> {
    pub workspace: WorkspaceId,
    pub slug: &'s Slug,
    pub account: &'s str,
    pub token: SecretToken,
}

impl FromRequest for Cookies {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Cookies {
    fn of(request: &HttpRequest) -> Result<Self, AppError> {
        Ok(Self {
            sessions: shared::<SessionCookies>(request)?.read(request),
            known: shared::<KnownBrowsers>(request)?.read(request),
            request: request.clone(),
        })
    }

    /// Whether the account was signed in to from this browser before.
    pub fn know(&self, workspace: WorkspaceId, account: &str) -> bool {
        self.known.contains(workspace, account)
    }

    pub fn after_sign_in(self, new: SignedIn<'_>) -> Result<[Cookie<'static>; 2], AppError> {
        let sessions = self.sessions.with(new.slug.clone(), new.token);
        let known = self.known.with(new.workspace, new.account);
        Ok([
            shared::<SessionCookies>(&self.request)?.sealed(&sessions),
            shared::<KnownBrowsers>(&self.request)?.sealed(&known),
        ])
    }

    pub fn after_sign_out(self, slug: &Slug) -> Result<Cookie<'static>, AppError> {
        let sessions = self.sessions.without(slug);
        Ok(shared::<SessionCookies>(&self.request)?.sealed(&sessions))
    }
}
