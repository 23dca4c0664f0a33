//! The application in this process: its own database, its own port, its own clock.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use muster::access::{HashCost, PasswordHasher};
use muster::app::{Patience, Services, clean, server};
use muster::audit;
use muster::clock::Clock;
use muster::config::{Environment, KeyRing, Pooler};
use muster::db::{Batch, Db, DbOptions};
use muster::health::{MetricsAccess, Readiness};
use muster::setup::SetupToken;
use muster::types::SecretText;

use super::{Answer, Cluster, TestDatabase};

pub struct TestApp {
    pub address: SocketAddr,
    pub db: Db,
    pub clock: Clock,
    pub keys: KeyRing,
    pub hasher: PasswordHasher,
    pub readiness: Readiness,
    pub database: TestDatabase,
    pub client: reqwest::Client,
    pub secure: bool,
    server: ServerHandle,
}

/// What a test may want otherwise.
pub struct Setup {
    pub environment: Environment,
    pub database: TestDatabase,
    pub pooler: Pooler,
    pub pool_size: u32,
    pub base_url: Option<&'static str>,
    pub metrics: MetricsAccess,
    pub migrated: bool,
    pub patience: Patience,
    pub hasher: PasswordHasher,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            environment: Environment::Development,
            database: Cluster::shared().database(),
            pooler: Pooler::None,
            pool_size: 8,
            base_url: None,
            metrics: MetricsAccess::Open,
            migrated: true,
            patience: Patience::STANDARD,
            hasher: PasswordHasher::new(HashCost::CHEAP),
        }
    }
}

impl TestApp {
    pub fn start() -> Self {
        Self::start_with(Setup::default())
    }

    pub fn start_with(setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let own = format!("http://{address}");
        let clock = Clock::default();
        let options = DbOptions {
            url: setup.database.serving_url.clone(),
            pooler: setup.pooler,
            pool_size: setup.pool_size,
        };
        let services = Services {
            environment: setup.environment,
            db: Db::new(&options, clock.clone()),
            keys: KeyRing::new(&SecretText::new("5".repeat(64)), None).unwrap(),
            hasher: setup.hasher,
            base_url: setup.base_url.unwrap_or(&own).parse().unwrap(),
            trusted_proxies: Vec::new(),
            metrics: setup.metrics,
            readiness: Readiness::default(),
        };
        if setup.migrated {
            services.readiness.migrated();
        }
        let secure = services.base_url.scheme() == "https";
        let (db, keys, hasher) = (
            services.db.clone(),
            services.keys.clone(),
            services.hasher.clone(),
        );
        let readiness = services.readiness.clone();
        let running = server(services, listener, 1, setup.patience).unwrap();
        let server = running.handle();
        actix_web::rt::spawn(running);
        Self {
            address,
            db,
            clock,
            keys,
            hasher,
            readiness,
            database: setup.database,
            client: strict_client(),
            secure,
            server,
        }
    }

    /// What the sealing worker of a server does, until there is nothing left.
    pub async fn seal_now(&self) {
        let db = self.db.for_job(Duration::from_secs(10));
        while audit::seal_waiting(db.clone()).await.unwrap() == Batch::More {}
    }

    /// The same for the cleaner.
    pub async fn clean_now(&self) {
        let db = self.db.for_job(Duration::from_secs(10));
        while clean(db.clone()).await.unwrap() == Batch::More {}
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn setup_token(&self) -> String {
        SetupToken::of(&self.keys).encode()
    }

    /// As somebody who isn't signed in.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.client.get(self.url(path))).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::to(self.client.post(self.url(path)).form(form)).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

/// Follows nothing and remembers nothing, so that a test sees every answer as it is.
fn strict_client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
