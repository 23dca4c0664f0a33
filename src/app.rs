//! Wiring: every feature's routes, what requests share, and the layers around them.

mod cleaner;
mod connection;
mod cross_site;
mod headers;
mod mailing;
mod openapi;
mod patience;
mod routes;
mod run;
mod stop;
mod trace;
mod unread;
mod workers;

use std::net::TcpListener;
use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::dev::{Server, Service};
use actix_web::middleware::{Compress, NormalizePath, from_fn};
use actix_web::{App, web};
use ipnet::IpNet;
use url::Url;

pub use cleaner::clean;
pub use headers::PAGE_POLICY;
pub use openapi::Description;
pub use patience::Patience;
pub use routes::{Route, Routes};
pub use run::serve;

use self::connection::Listening;
use crate::access::{
    CallLimits, KnownBrowsers, PasswordHasher, SessionCookies, TrustedProxies, UndoCookies,
};
use crate::config::{Environment, KeyRing};
use crate::db::{Db, within_request};
use crate::error::answer_errors;
use crate::health::{MetricsAccess, Readiness};
use crate::jobs::{JobKind, JobKinds};
use crate::links::Links;
use crate::mail::{MailKind, Outgoing};
use crate::setup::SetupToken;
use crate::{
    accounts, api_docs, api_keys, attention, audit_log, authorization, availability, departments,
    directory, email_changes, gallery, health, imports, inbox, invitations, lifecycle, mail,
    mail_settings, new_users, org_chart, passwords, people, positions, profile, roles, sessions,
    setup, teams, ui, workspaces,
};

/// The whole surface, in one table. A feature's file says what each route needs.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    health::web::routes(&mut routes);
    routes.get("/assets/{name:.*}", ui::assets::serve);
    gallery::web::routes(&mut routes);
    mail::web::routes(&mut routes);
    setup::web::routes(&mut routes);
    workspaces::web::routes(&mut routes);
    sessions::web::routes(&mut routes);
    passwords::web::routes(&mut routes);
    profile::web::routes(&mut routes);
    inbox::web::routes(&mut routes);
    // Before somebody's page, whose id `new` would be.
    new_users::web::routes(&mut routes);
    directory::web::routes(&mut routes);
    accounts::web::routes(&mut routes);
    attention::web::routes(&mut routes);
    lifecycle::web::routes(&mut routes);
    email_changes::web::routes(&mut routes);
    people::web::routes(&mut routes);
    availability::web::routes(&mut routes);
    departments::web::routes(&mut routes);
    positions::web::routes(&mut routes);
    org_chart::web::routes(&mut routes);
    invitations::web::routes(&mut routes);
    imports::web::routes(&mut routes);
    roles::web::routes(&mut routes);
    teams::web::routes(&mut routes);
    audit_log::web::routes(&mut routes);
    mail_settings::web::routes(&mut routes);
    api_keys::web::routes(&mut routes);
    api_keys::api::routes(&mut routes);
    roles::api::routes(&mut routes);
    teams::api::routes(&mut routes);
    departments::api::routes(&mut routes);
    audit_log::api::routes(&mut routes);
    authorization::api::routes(&mut routes);
    api_docs::api::routes(&mut routes);
    api_docs::web::routes(&mut routes);
    invitations::api::routes(&mut routes);
    accounts::api::routes(&mut routes);
    routes
}

/// Every kind of mail that is sent. A feature's file says what it says.
pub fn mail_kinds() -> Vec<&'static dyn MailKind> {
    let mut kinds: Vec<&'static dyn MailKind> = vec![&passwords::ResetMail];
    kinds.extend(invitations::kinds());
    kinds.extend(email_changes::kinds());
    kinds.push(&new_users::WelcomeMail);
    kinds
}

/// Every kind of long work.
pub fn job_kinds(services: &Services) -> JobKinds {
    let links = Links::new(services.keys.clone(), services.base_url.clone());
    Arc::new([
        Box::new(directory::BulkJob) as Box<dyn JobKind>,
        Box::new(imports::CheckJob),
        Box::new(imports::ApplyJob::new(links)),
    ])
}

/// What requests and workers share.
#[derive(Clone)]
pub struct Services {
    pub environment: Environment,
    pub db: Db,
    pub keys: KeyRing,
    pub hasher: PasswordHasher,
    pub base_url: Url,
    pub outgoing: Outgoing,
    pub trusted_proxies: Vec<IpNet>,
    pub metrics: MetricsAccess,
    pub readiness: Readiness,
    pub api_calls_a_minute: NonZeroU32,
}

pub fn mail_worker(services: &Services) -> mail::Worker {
    mail::Worker::new(
        &services.db,
        Links::new(services.keys.clone(), services.base_url.clone()),
        mail_kinds(),
        services.outgoing.clone(),
    )
}

/// What is kept in a browser, signed.
fn cookies(
    keys: &KeyRing,
    secure: bool,
) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + use<> {
    let sessions = web::Data::new(SessionCookies::new(keys, secure));
    let browsers = web::Data::new(KnownBrowsers::new(keys, secure));
    let undo = web::Data::new(UndoCookies::new(keys, secure));
    move |config| {
        config
            .app_data(sessions.clone())
            .app_data(browsers.clone())
            .app_data(undo.clone());
    }
}

/// Where this server is, and what programs may call there.
fn address(base_url: Url) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + use<> {
    let description = web::Data::new(Description::of(&base_url));
    let base_url = web::Data::new(base_url);
    move |config| {
        config
            .app_data(description.clone())
            .app_data(base_url.clone());
    }
}

/// A server that isn't running yet.
pub fn server(
    services: Services,
    listener: TcpListener,
    workers: usize,
    patience: Patience,
) -> std::io::Result<Server> {
    let secure = services.base_url.scheme() == "https";
    let environment = web::Data::new(services.environment);
    let mailbox = web::Data::new(services.outgoing.delivery.mailbox());
    let outgoing = web::Data::new(services.outgoing);
    let keys = web::Data::new(services.keys.clone());
    let db = web::Data::new(services.db);
    let hasher = web::Data::new(services.hasher);
    let cookies = cookies(&services.keys, secure);
    let setup_token = web::Data::new(SetupToken::of(&services.keys));
    let proxies = web::Data::new(TrustedProxies(services.trusted_proxies));
    let links = web::Data::new(Links::new(services.keys.clone(), services.base_url.clone()));
    let address = address(services.base_url);
    let metrics = web::Data::new(services.metrics);
    let readiness = web::Data::new(services.readiness);
    let call_limits = web::Data::new(CallLimits::a_minute(services.api_calls_a_minute));
    let application = move || {
        App::new()
            .app_data(environment.clone())
            .app_data(mailbox.clone())
            .app_data(outgoing.clone())
            .app_data(keys.clone())
            .app_data(db.clone())
            .app_data(hasher.clone())
            .configure(cookies.clone())
            .configure(address.clone())
            .app_data(setup_token.clone())
            .app_data(proxies.clone())
            .app_data(links.clone())
            .app_data(metrics.clone())
            .app_data(readiness.clone())
            .app_data(call_limits.clone())
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
            .wrap(from_fn(patience::note_answers))
    };
    connection::server(
        application,
        Listening {
            listener,
            workers,
            patience,
        },
    )
}
