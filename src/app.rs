//! Wiring: every feature's routes, what requests share, and the layers around them.

mod cross_site;
mod headers;
mod routes;
mod run;
mod stop;
mod trace;
mod unread;

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::{Server, Service};
use actix_web::middleware::{Compress, NormalizePath, from_fn};
use actix_web::{App, HttpServer, web};
use ipnet::IpNet;
use url::Url;

pub use routes::{Route, Routes};
pub use run::serve;

use crate::access::{PasswordHasher, SessionCookies, TrustedProxies};
use crate::config::{Environment, KeyRing};
use crate::db::{Db, within_request};
use crate::error::answer_errors;
use crate::health::{MetricsAccess, Readiness};
use crate::{gallery, health, sessions, ui, users, workspaces};

/// The whole surface, in one table. A feature's file says what each route needs.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    health::web::routes(&mut routes);
    routes.get("/assets/{name:.*}", ui::assets::serve);
    gallery::web::routes(&mut routes);
    workspaces::web::routes(&mut routes);
    sessions::web::routes(&mut routes);
    users::web::routes(&mut routes);
    routes
}

/// What requests share.
#[derive(Clone)]
pub struct Services {
    pub environment: Environment,
    pub db: Db,
    pub keys: KeyRing,
    pub hasher: PasswordHasher,
    pub base_url: Url,
    pub trusted_proxies: Vec<IpNet>,
    pub metrics: MetricsAccess,
    pub readiness: Readiness,
}

/// A server that isn't running yet.
pub fn server(
    services: Services,
    listener: TcpListener,
    workers: usize,
) -> std::io::Result<Server> {
    let secure = services.base_url.scheme() == "https";
    let environment = web::Data::new(services.environment);
    let db = web::Data::new(services.db);
    let hasher = web::Data::new(services.hasher);
    let cookies = web::Data::new(SessionCookies::new(&services.keys, secure));
    let proxies = web::Data::new(TrustedProxies(services.trusted_proxies));
    let base_url = web::Data::new(services.base_url);
    let metrics = web::Data::new(services.metrics);
    let readiness = web::Data::new(services.readiness);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(environment.clone())
            .app_data(db.clone())
            .app_data(hasher.clone())
            .app_data(cookies.clone())
            .app_data(proxies.clone())
            .app_data(base_url.clone())
            .app_data(metrics.clone())
            .app_data(readiness.clone())
            .configure(|config| routes().configure(config))
            // From the inside out: the last one wrapped sees a request first.
            .wrap(from_fn(health::web::wait_until_ready))
            .wrap(from_fn(cross_site::refuse))
            .wrap(from_fn(answer_errors))
            .wrap_fn(|request, service| within_request(service.call(request)))
            .wrap(Compress::default())
            .wrap(from_fn(headers::on_every_answer))
            .wrap(from_fn(trace::request))
            .wrap(from_fn(unread::drain))
            .wrap(NormalizePath::trim())
    });
    Ok(server
        .workers(workers)
        .client_request_timeout(Duration::from_secs(5))
        .client_disconnect_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(25)
        .disable_signals()
        .listen(listener)?
        .run())
}
