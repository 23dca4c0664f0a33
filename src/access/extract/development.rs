//! The door to `/dev`: for whoever sits at the machine that a server in development runs on.

use actix_web::dev::Payload;
use actix_web::http::header::{FORWARDED, HOST, HeaderMap, VIA};
use actix_web::http::uri::Authority;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use url::Url;

use super::{Door, Need, shared};
use crate::config::{Environment, is_loopback};
use crate::error::AppError;

/// What is behind it can read every mail, so a name that points here from elsewhere and a proxy that
/// passes strangers on aren't let in, and none of them learns that there is a door.
#[derive(Debug)]
pub struct Development;

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
    let in_development = ***shared::<Environment>(request)? == Environment::Development;
    let from_here = request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    if in_development && from_here && asks_for_here(request) && !is_forwarded(request.headers()) {
        Ok(Development)
    } else {
        Err(AppError::NotFound)
    }
}

/// A request may name its host twice, in its address and in a header: each has to be this machine.
fn asks_for_here(request: &HttpRequest) -> bool {
    let in_address = request.uri().authority().map(Authority::as_str);
    let in_headers = request
        .headers()
        .get_all(HOST)
        .map(|host| host.to_str().unwrap_or_default());
    let mut hosts = in_headers.chain(in_address).peekable();
    hosts.peek().is_some() && hosts.all(is_here)
}

fn is_here(host: &str) -> bool {
    Url::parse(&format!("http://{host}")).is_ok_and(|url| is_loopback(&url))
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        *name == FORWARDED
            || *name == VIA
            || name.as_str() == "x-real-ip"
            || name.as_str().starts_with("x-forwarded-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_here() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:8080",
            "dev.localhost",
        ] {
            assert!(is_here(host), "{host}");
        }
        for host in [
            "",
            "muster.example",
            "localhost.example",
            "127.0.0.1.example",
            "localhost@evil.example",
            "192.168.1.5:8080",
            "0.0.0.0",
            "::1",
        ] {
            assert!(!is_here(host), "{host}");
        }
    }
}
