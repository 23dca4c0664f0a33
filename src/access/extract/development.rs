//! The door to pages for whoever develops Muster, at the machine that it runs on.

use actix_web::dev::Payload;
use actix_web::http::header::{FORWARDED, HOST, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use url::Url;

use super::{Door, Need, shared};
use crate::config::{Environment, is_loopback};
use crate::error::AppError;

/// What a proxy adds. Behind one, a loopback address says nothing about who asks.
const FORWARDING: [&str; 5] = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
];

/// Who holds this came over loopback, by a name of loopback, without a detour, and the server isn't
/// in production. For everybody else there is nothing here.
#[derive(Debug)]
pub struct Development(());

impl Door for Development {
    const NEED: Need = Need::Development;
}

impl FromRequest for Development {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(enter(request))
    }
}

fn enter(request: &HttpRequest) -> Result<Development, AppError> {
    let environment = shared::<Environment>(request)?;
    let is_near = request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let is_at_home = ***environment == Environment::Development
        && is_near
        && asks_for_loopback(request.headers())
        && !came_through_a_proxy(request.headers());
    if is_at_home {
        Ok(Development(()))
    } else {
        Err(AppError::NotFound)
    }
}

/// A page elsewhere whose name was pointed at this machine has that name in the header.
fn asks_for_loopback(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    host.to_str()
        .ok()
        .and_then(|host| Url::parse(&format!("http://{host}/")).ok())
        .is_some_and(|url| is_loopback(&url))
}

fn came_through_a_proxy(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED) || FORWARDING.iter().any(|name| headers.contains_key(*name))
}
