//! What the operator decided: environment, addresses, database, mail, keys.
//!
//! Settings arrive as text from the command line, the environment or a `.env` file (`Settings`) and
//! leave as a `Config`, or as one sentence that names the variable, what it was and what it may be.

mod keys;
mod parse;
mod postgres_url;
mod secret_file;
mod settings;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

pub use keys::{KeyRing, ServerKeys};
pub use parse::{ConfigError, is_loopback};
pub use settings::Settings;

use crate::mail::PrivateServers;
use crate::types::SecretText;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Whether something between Muster and PostgreSQL hands out connections per transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    #[default]
    None,
    /// PgBouncer's transaction mode: no cached statements, no session state.
    Transaction,
}

/// Where the data lives.
#[derive(Clone, Debug)]
pub enum DatabaseSource {
    /// A PostgreSQL of our own under the data directory.
    Private,
    External {
        url: SecretText,
        /// Where migrations and session-level locks run.
        direct_url: SecretText,
    },
}

#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub bind: SocketAddr,
    /// As configured; `None` means `http://` and the address that was bound.
    pub base_url: Option<Url>,
    pub database: DatabaseSource,
    pub pooler: Pooler,
    pub pool_size: u32,
    /// Of one key, on this server.
    pub api_calls_a_minute: NonZeroU32,
    pub data_dir: PathBuf,
    pub secret: SecretSource,
    pub smtp_url: Option<SecretText>,
    pub mail_from: lettre::message::Mailbox,
    /// Whether a workspace's own mail server may be one that only neighbours reach.
    pub private_mail_servers: PrivateServers,
    pub trusted_proxies: Vec<IpNet>,
    pub metrics_token: Option<SecretText>,
    pub log_filter: String,
    pub log_format: LogFormat,
}

#[derive(Clone, Debug)]
pub enum SecretSource {
    Given(Box<KeyRing>),
    /// Development: made on the first start and kept in the data directory.
    DataDirectory {
        previous: Option<SecretText>,
    },
}

impl Config {
    /// The keys, made on the first start in development.
    /// What links begin with, for a server that listens there.
    pub fn base_url_at(&self, bound: SocketAddr) -> Result<Url, url::ParseError> {
        match &self.base_url {
            Some(url) => Ok(url.clone()),
            None => Url::parse(&format!("http://{bound}")),
        }
    }

    pub fn keys(&self) -> Result<KeyRing, ConfigError> {
        match &self.secret {
            SecretSource::Given(ring) => Ok(ring.as_ref().clone()),
            SecretSource::DataDirectory { previous } => {
                KeyRing::in_data_directory(&self.data_dir, previous.as_ref())
            }
        }
    }
}
