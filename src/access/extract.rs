//! The doors: a handler's first argument says who may enter, and makes it true.

mod client;
mod cookie;
mod development;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

pub use client::{TrustedProxies, client_of};
pub use cookie::{SessionCookies, SessionTokens};
pub use development::Development;

use super::store;
use super::{Actor, Client, Permission, Right, Seen};
use crate::db::Db;
use crate::error::AppError;
use crate::types::{SecretToken, Slug};

/// Who may enter by a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    SignedIn,
    Permission(Permission),
    /// A server in development, asked from its own machine.
    Development,
}

/// Implemented by what a handler may take as its first argument.
pub trait Door: FromRequest {
    const NEED: Need;
}

/// Anybody, signed in or not.
#[derive(Debug)]
pub struct Public {
    pub client: Client,
}

impl Door for Public {
    const NEED: Need = Need::Nothing;
}

impl FromRequest for Public {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let client = client_of(request);
        ready(Ok(Self { client }))
    }
}

/// Somebody signed in to the path's workspace who holds the right `R`: `proof` is good for reading,
/// and a change asks again with `Tx::prove`.
#[derive(Debug)]
pub struct Visit<R> {
    pub actor: Actor,
    pub proof: Seen<R>,
}

impl<R: Right> Door for Visit<R> {
    const NEED: Need = match R::PERMISSION {
        None => Need::SignedIn,
        Some(permission) => Need::Permission(permission),
    };
}

impl<R: Right> FromRequest for Visit<R> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let actor = actor_of(&request).await?;
            let proof = Seen::of(&actor)?;
            Ok(Self { actor, proof })
        })
    }
}

async fn actor_of(request: &HttpRequest) -> Result<Actor, AppError> {
    let slug: Slug = request
        .match_info()
        .get("slug")
        .and_then(|text| text.parse().ok())
        .ok_or(AppError::NotFound)?;
    let db = shared::<Db>(request)?;
    let session = shared::<SessionCookies>(request)?
        .read(request)
        .of(&slug)
        .map(SecretToken::hash);
    let visitor = db
        .read({
            let slug = slug.clone();
            move |read| store::visitor(read, &slug, session.as_ref())
        })
        .await?
        .ok_or(AppError::NotFound)?;
    let person = visitor.person.ok_or_else(|| AppError::SignInFirst {
        slug,
        next: comes_back_to(request),
    })?;
    let seen_long_ago = person.seen_long_ago;
    let actor = person.in_workspace(visitor.workspace, client_of(request));
    if seen_long_ago {
        let seen = actor.clone();
        // Not worth a page: the next one tries again.
        if let Err(error) = db.tx(move |tx| store::touch(tx, &seen)).await {
            tracing::warn!(%error, "when somebody was last seen couldn't be written down");
        }
    }
    Ok(actor)
}

/// Only a page can be come back to; a form's address can't be opened.
fn comes_back_to(request: &HttpRequest) -> Option<String> {
    let path = request.uri().path_and_query()?;
    (request.method() == Method::GET).then(|| path.as_str().to_owned())
}

fn shared<T: 'static>(request: &HttpRequest) -> Result<&web::Data<T>, AppError> {
    request
        .app_data::<web::Data<T>>()
        .ok_or_else(|| AppError::internal(format!("{} isn't wired", std::any::type_name::<T>())))
}
