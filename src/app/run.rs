//! From a configuration to a server that answers, and back to nothing.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;
use url::Url;

use super::mailing::Mailing;
use super::{Patience, Services, server, stop, workers};
use crate::access::{HashCost, PasswordHasher};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Environment, KeyRing};
use crate::db::local::LocalError;
use crate::db::{Database, Db, DbOptions, MigrateError, migrate};
use crate::health::{MetricsAccess, Readiness, record_metrics};
use crate::mail::{Delivery, MailError, Mailbox, Outgoing, OwnServers, Reach, Smtp};
use crate::setup::{self, SetupToken};

const RETRY: Duration = Duration::from_millis(500);

#[derive(Debug, Error)]
pub enum ServeError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("Muster can't listen on {address}: {why}.")]
    Bind {
        address: String,
        why: std::io::Error,
    },
    #[error(transparent)]
    Postgres(#[from] LocalError),
    #[error(transparent)]
    Migration(#[from] MigrateError),
    #[error("The mail server in MUSTER_SMTP_URL can't be used: {0}.")]
    Mail(#[from] MailError),
    #[error("The server stopped unexpectedly: {0}.")]
    Io(#[from] std::io::Error),
}

/// Runs until it is told to stop.
pub fn serve(config: &Config) -> Result<(), ServeError> {
    let keys = config.keys()?;
    let listener = TcpListener::bind(config.bind).map_err(|why| ServeError::Bind {
        address: config.bind.to_string(),
        why,
    })?;
    let address = listener.local_addr()?;
    let database = Database::open(config)?;
    let _ = record_metrics();
    let system = actix_web::rt::System::new();
    let served = system.block_on(async {
        let services = services(config, keys, &database, address)?;
        let first_steps = FirstSteps {
            setup: address_of_setup(&services.base_url, &SetupToken::of(&services.keys)),
            address: format!("http://{address}"),
        };
        let readiness = services.readiness.clone();
        let working = services.clone();
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let queue = listener.try_clone()?;
        let mailing = Mailing::start(&services)?;
        let server = server(services, listener, cores, Patience::STANDARD)?;
        let handle = server.handle();
        let stopping = async {
            stop::when_told(handle, readiness.clone(), queue).await?;
            // The server's own future ends now, and with it the program.
            std::future::pending().await
        };
        let getting_ready = async {
            bring_up_to_date(&database).await?;
            readiness.migrated();
            announce(&first_steps, &working.db).await;
            workers::start(working)?;
            std::future::pending::<Result<(), ServeError>>().await
        };
        let ended = tokio::select! {
            stopped = server => stopped.map_err(ServeError::from),
            failed = getting_ready => failed,
            never = stopping => never,
        };
        mailing.finish().await;
        ended
    });
    database.close();
    served
}

fn services(
    config: &Config,
    keys: KeyRing,
    database: &Database,
    address: SocketAddr,
) -> Result<Services, ServeError> {
    let options = DbOptions {
        url: database.serving_url.clone(),
        pooler: config.pooler,
        pool_size: config.pool_size,
    };
    let base_url = config.base_url_at(address).map_err(std::io::Error::other)?;
    Ok(Services {
        environment: config.environment,
        db: Db::new(&options, Clock::default()),
        keys: keys.clone(),
        hasher: PasswordHasher::new(HashCost::STANDARD),
        base_url,
        outgoing: Outgoing {
            from: config.mail_from.clone(),
            delivery: delivery(config)?,
            own: OwnServers::new(keys, Reach::new(config.private_mail_servers)),
        },
        trusted_proxies: config.trusted_proxies.clone(),
        metrics: metrics_access(config),
        readiness: Readiness::default(),
        api_calls_a_minute: config.api_calls_a_minute,
    })
}

fn delivery(config: &Config) -> Result<Delivery, MailError> {
    match (&config.smtp_url, config.environment) {
        (Some(url), _) => {
            let smtp = Smtp::at(url.expose()).ok_or(MailError::Unreadable)?;
            Delivery::by(&smtp)
        }
        (None, Environment::Development) => Ok(Delivery::Mailbox(Mailbox::under(&config.data_dir))),
        (None, Environment::Production) => Ok(Delivery::Nowhere),
    }
}

fn metrics_access(config: &Config) -> MetricsAccess {
    match (&config.metrics_token, config.environment) {
        (Some(token), _) => MetricsAccess::Bearer(token.clone()),
        (None, Environment::Development) => MetricsAccess::Open,
        (None, Environment::Production) => MetricsAccess::Closed,
    }
}

/// A database that is away may come; a migration that fails will fail again.
async fn bring_up_to_date(database: &Database) -> Result<(), ServeError> {
    loop {
        match migrate_aside(database).await? {
            Ok(ran) => {
                for name in ran {
                    tracing::info!(migration = name, "migrated");
                }
                return Ok(());
            }
            Err(MigrateError::Away(why)) => {
                tracing::warn!(why, "waiting for the database");
                tokio::time::sleep(RETRY).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// On a thread that nobody joins: it may wait for another server's migration for as long as that
/// takes, and a server that is told to stop meanwhile stops.
async fn migrate_aside(database: &Database) -> std::io::Result<Result<Vec<String>, MigrateError>> {
    let (direct, serving) = (database.direct_url.clone(), database.serving_url.clone());
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || sender.send(migrate(&direct, &serving)));
    receiver.await.map_err(std::io::Error::other)
}

/// What the server says when it is ready.
struct FirstSteps {
    address: String,
    setup: String,
}

fn address_of_setup(base_url: &Url, token: &SetupToken) -> String {
    format!("{base_url}setup?token={}", token.encode())
}

/// One line, and a second one while there is no workspace. Standard output may be closed; the server
/// works without.
async fn announce(first: &FirstSteps, db: &Db) {
    say(&format!("Muster is listening on {}", first.address));
    loop {
        match db.read(setup::is_needed).await {
            Ok(true) => return say(&format!("Set up the first workspace at {}", first.setup)),
            Ok(false) => return,
            // The database went away just now.
            Err(_) => tokio::time::sleep(RETRY).await,
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
