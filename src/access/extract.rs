//! The doors: a handler's first argument says who may enter, and makes it true.

mod browser;
mod client;
mod cookies;
mod development;
mod key;
mod session;
mod signed;
mod undo;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

pub use browser::KnownBrowsers;
pub use client::{TrustedProxies, client_of};
pub use cookies::{Cookies, SignedIn};
pub use development::Development;
pub use key::{Allowance, Call, CallLimits};
pub use session::{SessionCookies, SessionTokens};
pub use undo::UndoCookies;

use super::store::{self, Visitor};
use super::{Actor, Client, Entrance, Permission, Right, Seen, WorkspaceRef};
use crate::db::Db;
use crate::error::AppError;
use crate::types::{SecretToken, Slug};

/// Who may enter by a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    SignedIn,
    Permission(Permission),
    /// A key, with this permission where one is named.
    Key(Option<Permission>),
    /// To sit at the machine that a server in development runs on.
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

/// Anybody at the door of the path's workspace, and who they are if they are signed in there.
#[derive(Debug)]
pub struct Guest {
    pub workspace: WorkspaceRef,
    pub actor: Option<Actor>,
    pub client: Client,
}

impl Door for Guest {
    const NEED: Need = Need::Nothing;
}

impl FromRequest for Guest {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl Guest {
    async fn of(request: &HttpRequest) -> Result<Self, AppError> {
        let visitor = visitor(request).await?;
        let client = client_of(request);
        let workspace = visitor.workspace;
        let actor = visitor
            .person
            .map(|person| person.in_workspace(workspace.clone(), client.clone()));
        Ok(Self {
            workspace,
            actor,
            client,
        })
    }
}

/// Anybody with a link. Whether its workspace is there, and whether its token can be one, is for the
/// handler to say, which says the same for both.
#[derive(Debug)]
pub struct Bearer {
    pub guest: Option<Guest>,
    pub token: Option<SecretToken>,
}

impl Door for Bearer {
    const NEED: Need = Need::Nothing;
}

impl FromRequest for Bearer {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let token = request.match_info().get("token");
            let token = token.and_then(SecretToken::parse);
            let guest = match Guest::of(&request).await {
                Ok(guest) => Some(guest),
                Err(AppError::NotFound) => None,
                Err(error) => return Err(error),
            };
            Ok(Self { guest, token })
        })
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

async fn visitor(request: &HttpRequest) -> Result<Visitor, AppError> {
    let slug: Slug = request
        .match_info()
        .get("slug")
        .and_then(|text| text.parse().ok())
        .ok_or(AppError::NotFound)?;
    let session = shared::<SessionCookies>(request)?
        .read(request)
        .of(&slug)
        .map(SecretToken::hash);
    shared::<Db>(request)?
        .read(move |read| store::visitor(read, &slug, session.as_ref()))
        .await?
        .ok_or(AppError::NotFound)
}

async fn actor_of(request: &HttpRequest) -> Result<Actor, AppError> {
    let visitor = visitor(request).await?;
    let person = visitor.person.ok_or_else(|| AppError::SignInFirst {
        slug: visitor.workspace.slug.clone(),
        next: comes_back_to(request),
    })?;
    let seen_long_ago = person.seen_long_ago;
    let actor = person.in_workspace(visitor.workspace, client_of(request));
    if let (true, Entrance::Session(session)) = (seen_long_ago, &actor.entrance) {
        let (workspace, session) = (actor.workspace.id, *session);
        let db = shared::<Db>(request)?;
        // Not worth a page: the next one tries again.
        if let Err(error) = db.tx(move |tx| store::touch(tx, workspace, session)).await {
            tracing::warn!(%error, "when somebody was last seen couldn't be written down");
        }
    }
    Ok(actor)
}

/// Only a page can be come back to; a form's address can't be opened. One that is longer than any of
/// ours isn't repeated.
fn comes_back_to(request: &HttpRequest) -> Option<String> {
    const LONGEST: usize = 2_000;
    let path = request.uri().path_and_query()?.as_str();
    (request.method() == Method::GET && path.len() <= LONGEST).then(|| path.to_owned())
}

fn shared<T: 'static>(request: &HttpRequest) -> Result<&web::Data<T>, AppError> {
    request
        .app_data::<web::Data<T>>()
        .ok_or_else(|| AppError::internal(format!("{} isn't wired", std::any::type_name::<T>())))
}
