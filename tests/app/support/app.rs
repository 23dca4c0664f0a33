//! The application in this process: its own database, its own port, its own clock.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use muster::access::{HashCost, PasswordHasher};
use muster::app::{Patience, Services, clean, job_kinds, mail_worker, server};
use muster::audit;
use muster::clock::Clock;
use muster::config::{Environment, KeyRing, Pooler};
use muster::db::{Batch, Db, DbOptions};
use muster::health::{MetricsAccess, Readiness};
use muster::jobs;
use muster::mail::{Delivery, Outgoing, OwnServers, PrivateServers, Reach, Smtp};
use muster::setup::SetupToken;
use muster::types::SecretText;

use super::smtp::MailServer;
use super::{Answer, Cluster, TestDatabase};

pub struct TestApp {
    pub address: SocketAddr,
    pub db: Db,
    pub clock: Clock,
    pub keys: KeyRing,
    pub hasher: PasswordHasher,
    pub readiness: Readiness,
    pub database: Arc<TestDatabase>,
    pub client: reqwest::Client,
    pub secure: bool,
    pub services: Services,
    reach: Reach,
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
    pub delivery: Delivery,
    pub reach: Reach,
    pub keys: KeyRing,
    pub patience: Patience,
    pub hasher: PasswordHasher,
    pub api_calls_a_minute: NonZeroU32,
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
            delivery: Delivery::Nowhere,
            reach: Reach::new(PrivateServers::Allowed).with_patience(MAIL_PATIENCE),
            keys: keys("5", None),
            patience: Patience::STANDARD,
            hasher: PasswordHasher::new(HashCost::CHEAP),
            api_calls_a_minute: NonZeroU32::new(10_000).unwrap(),
        }
    }
}

impl TestApp {
    pub fn start() -> Self {
        Self::start_with(Setup::default())
    }

    pub fn start_with(setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let clock = Clock::default();
        let options = DbOptions {
            url: setup.database.serving_url.clone(),
            pooler: setup.pooler,
            pool_size: setup.pool_size,
        };
        let services = Services {
            environment: setup.environment,
            db: Db::new(&options, clock.clone()),
            keys: setup.keys.clone(),
            hasher: setup.hasher,
            base_url: setup.base_url.unwrap_or(&own).parse().unwrap(),
            outgoing: Outgoing {
                from: "Muster <noreply@muster.test>".parse().unwrap(),
                delivery: setup.delivery,
                own: OwnServers::new(setup.keys.clone(), setup.reach.clone()),
            },
            trusted_proxies: Vec::new(),
            metrics: setup.metrics,
            readiness: Readiness::default(),
            api_calls_a_minute: setup.api_calls_a_minute,
        };
        if setup.migrated {
            services.readiness.migrated();
        }
        Self::serve(
            (services, setup.patience, setup.reach),
            listener,
            clock,
            Arc::new(setup.database),
        )
    }

    /// One more server on the same database, behind the same address and clock.
    pub fn another_server(&self) -> Self {
        self.another_server_with(self.keys.clone())
    }

    /// The same with other keys.
    pub fn another_server_with(&self, keys: KeyRing) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let options = DbOptions {
            url: self.database.serving_url.clone(),
            pooler: Pooler::None,
            pool_size: 8,
        };
        let services = Services {
            db: Db::new(&options, self.clock.clone()),
            readiness: Readiness::default(),
            outgoing: Outgoing {
                own: OwnServers::new(keys.clone(), self.reach.clone()),
                ..self.services.outgoing.clone()
            },
            keys,
            ..self.services.clone()
        };
        services.readiness.migrated();
        let (clock, database) = (self.clock.clone(), self.database.clone());
        let reach = self.reach.clone();
        Self::serve(
            (services, Patience::STANDARD, reach),
            listener,
            clock,
            database,
        )
    }

    fn serve(
        (services, patience, reach): (Services, Patience, Reach),
        listener: TcpListener,
        clock: Clock,
        database: Arc<TestDatabase>,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let running = server(services.clone(), listener, 1, patience).unwrap();
        let server = running.handle();
        actix_web::rt::spawn(running);
        Self {
            address,
            db: services.db.clone(),
            clock,
            keys: services.keys.clone(),
            hasher: services.hasher.clone(),
            readiness: services.readiness.clone(),
            database,
            client: strict_client(),
            secure: services.base_url.scheme() == "https",
            services,
            reach,
            server,
        }
    }

    /// One that mails by this server, and gives up on a step of a conversation after half a second.
    pub fn mailing_by(mail_server: &MailServer) -> Self {
        Self::start_with(Setup {
            delivery: delivery_to(mail_server),
            ..Setup::default()
        })
    }

    /// Lets the worker send what is due by now.
    pub async fn send_mails(&self) {
        mail_worker(&self.services).send_due().await.unwrap();
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

    /// What the erasing worker of a server does, until there is nothing left.
    pub async fn erase_now(&self) {
        let db = self.db.for_job(Duration::from_secs(10));
        while audit::erase_waiting(db.clone()).await.unwrap() == Batch::More {}
    }

    /// What the workers of servers do together, until nothing is left.
    pub async fn work_now(&self) {
        while self.work_once().await == Batch::More {}
    }

    /// One part of one job.
    pub async fn work_once(&self) -> Batch {
        let db = self.db.for_job(Duration::from_secs(10));
        jobs::work(db, job_kinds(&self.services)).await.unwrap()
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

/// Short where a server hangs, and long where it only shares the machine with other tests.
const MAIL_PATIENCE: Duration = Duration::from_secs(3);

pub fn delivery_to(mail_server: &MailServer) -> Delivery {
    let smtp = Smtp::at(&mail_server.url()).unwrap();
    Delivery::by(&smtp.with_patience(MAIL_PATIENCE)).unwrap()
}

/// Keys of a secret that is one digit all over.
pub fn keys(current: &str, previous: Option<&str>) -> KeyRing {
    let secret = |digit: &str| SecretText::new(digit.repeat(64));
    KeyRing::new(&secret(current), previous.map(secret).as_ref()).unwrap()
}

/// Follows nothing and remembers nothing, so that a test sees every answer as it is.
fn strict_client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
