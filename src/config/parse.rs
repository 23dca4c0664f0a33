//! Settings in, `Config` or one sentence out.

mod mail;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;

use ipnet::IpNet;
use thiserror::Error;
use url::{Host, Url};

use super::postgres_url::postgres_url;
use super::{
    Config, DatabaseSource, Environment, KeyRing, LogFormat, Pooler, SecretSource, Settings,
};
use crate::types::SecretText;

/// Fifty a second: more than a script needs, and less than hurts the others.
const CALLS_A_MINUTE: NonZeroU32 = NonZeroU32::new(3_000).unwrap();
const MOST_CALLS_A_MINUTE: u32 = 1_000_000;

#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{variable} is \"{was}\", but it must be {wanted}.")]
    Wrong {
        variable: &'static str,
        was: String,
        wanted: &'static str,
    },
    /// The value is a secret, so the sentence describes it instead of repeating it.
    #[error("{variable} {was}, but it must be {wanted}.")]
    WrongSecret {
        variable: &'static str,
        was: String,
        wanted: &'static str,
    },
    #[error("{0}")]
    Refused(&'static str),
    #[error("The secret key in {path} can't be used: {why}.")]
    SecretFile { path: String, why: String },
}

const BASE_URL_WANTED: &str = "an address without a path, such as https://muster.example.com";
const SECRET_WANTED: &str = "64 random hex digits or more (`openssl rand -hex 32` makes one)";

impl TryFrom<Settings> for Config {
    type Error = ConfigError;

    fn try_from(settings: Settings) -> Result<Self, ConfigError> {
        let settings = settings.without_blanks();
        let bind = settings.bind()?;
        let base_url = settings.base_url()?;
        let environment = settings.environment(bind, base_url.as_ref())?;
        if environment == Environment::Production {
            settings.refuse_unsafe_production(bind, base_url.as_ref())?;
        }
        Ok(Self {
            environment,
            bind,
            base_url,
            database: settings.database()?,
            pooler: choice(
                "MUSTER_DATABASE_POOLER",
                settings.database_pooler.as_deref(),
                &[("transaction", Pooler::Transaction), ("none", Pooler::None)],
                "transaction or none",
            )?
            .unwrap_or_default(),
            pool_size: settings.pool_size()?,
            api_calls_a_minute: settings.api_calls_a_minute()?,
            data_dir: settings.data_dir.as_deref().unwrap_or("./.muster").into(),
            secret: settings.secret()?,
            smtp_url: settings.smtp_url()?,
            mail_from: settings.mail_from()?,
            private_mail_servers: settings.private_mail_servers(environment)?,
            trusted_proxies: settings.trusted_proxies()?,
            metrics_token: settings.metrics_token.clone().map(SecretText::new),
            log_filter: settings.log_filter()?,
            log_format: choice(
                "MUSTER_LOG_FORMAT",
                settings.log_format.as_deref(),
                &[("text", LogFormat::Text), ("json", LogFormat::Json)],
                "text or json",
            )?
            .unwrap_or(LogFormat::Text),
        })
    }
}

impl Settings {
    /// `MUSTER_SMTP_URL=` in a file means "none", not "an empty address".
    fn without_blanks(mut self) -> Self {
        for field in [
            &mut self.database_url,
            &mut self.database_pooler,
            &mut self.database_direct_url,
            &mut self.data_dir,
            &mut self.bind,
            &mut self.base_url,
            &mut self.secret_key,
            &mut self.secret_key_previous,
            &mut self.environment,
            &mut self.insecure_http,
            &mut self.smtp_url,
            &mut self.mail_from,
            &mut self.smtp_allow_private,
            &mut self.db_pool,
            &mut self.api_calls_a_minute,
            &mut self.trusted_proxies,
            &mut self.metrics_token,
            &mut self.log,
            &mut self.log_format,
        ] {
            if field.as_deref().is_some_and(|text| text.trim().is_empty()) {
                *field = None;
            }
        }
        self
    }

    fn bind(&self) -> Result<SocketAddr, ConfigError> {
        let text = self.bind.as_deref().unwrap_or("127.0.0.1:8080");
        let text = text.replacen("localhost:", "127.0.0.1:", 1);
        text.parse().map_err(|_| {
            wrong(
                "MUSTER_BIND",
                &text,
                "an address and a port, such as 127.0.0.1:8080",
            )
        })
    }

    fn base_url(&self) -> Result<Option<Url>, ConfigError> {
        let Some(text) = self.base_url.as_deref() else {
            return Ok(None);
        };
        let bare = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        };
        match Url::parse(text) {
            Ok(url) if bare(&url) => Ok(Some(url)),
            // Before the @ there may be a password, also where the rest can't be read.
            _ if text.contains('@') => Err(ConfigError::WrongSecret {
                variable: "MUSTER_BASE_URL",
                was: "holds a user name or a password".to_owned(),
                wanted: BASE_URL_WANTED,
            }),
            _ => Err(wrong("MUSTER_BASE_URL", text, BASE_URL_WANTED)),
        }
    }

    fn environment(
        &self,
        bind: SocketAddr,
        base_url: Option<&Url>,
    ) -> Result<Environment, ConfigError> {
        let given = choice(
            "MUSTER_ENV",
            self.environment.as_deref(),
            &[
                ("development", Environment::Development),
                ("production", Environment::Production),
            ],
            "development or production",
        )?;
        let on_this_machine = bind.ip().is_loopback() && base_url.is_none_or(is_loopback);
        Ok(given.unwrap_or(if on_this_machine {
            Environment::Development
        } else {
            Environment::Production
        }))
    }

    fn refuse_unsafe_production(
        &self,
        bind: SocketAddr,
        base_url: Option<&Url>,
    ) -> Result<(), ConfigError> {
        if self.secret_key.is_none() {
            return Err(ConfigError::Refused(
                "Production needs MUSTER_SECRET_KEY: 64 hex digits or more (`openssl rand -hex 32` makes one).",
            ));
        }
        let insecure = choice(
            "MUSTER_INSECURE_HTTP",
            self.insecure_http.as_deref(),
            &[("1", true), ("0", false)],
            "1 or 0",
        )?;
        if bind.ip().is_unspecified() && base_url.is_none() {
            return Err(ConfigError::Refused(
                "Muster listens on every address, so it needs MUSTER_BASE_URL (such as https://muster.example.com) to know its own.",
            ));
        }
        if insecure == Some(true) || base_url.is_some_and(|url| url.scheme() == "https") {
            return Ok(());
        }
        Err(ConfigError::Refused(
            "Production needs MUSTER_BASE_URL to start with https://, or MUSTER_INSECURE_HTTP=1 where nobody else can listen.",
        ))
    }

    fn database(&self) -> Result<DatabaseSource, ConfigError> {
        let Some(url) = self.database_url.as_deref() else {
            return Ok(DatabaseSource::Private);
        };
        let url = postgres_url("MUSTER_DATABASE_URL (or DATABASE_URL)", url)?;
        let direct_url = match self.database_direct_url.as_deref() {
            Some(direct) => postgres_url("MUSTER_DATABASE_DIRECT_URL", direct)?,
            None => url.clone(),
        };
        Ok(DatabaseSource::External { url, direct_url })
    }

    fn pool_size(&self) -> Result<u32, ConfigError> {
        let Some(text) = self.db_pool.as_deref() else {
            let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
            return Ok(u32::try_from(cores * 4).unwrap_or(u32::MAX).min(500));
        };
        match text.trim().parse() {
            Ok(size @ 1..=500) => Ok(size),
            _ => Err(wrong("MUSTER_DB_POOL", text, "a number from 1 to 500")),
        }
    }

    fn api_calls_a_minute(&self) -> Result<NonZeroU32, ConfigError> {
        let Some(text) = self.api_calls_a_minute.as_deref() else {
            return Ok(CALLS_A_MINUTE);
        };
        let calls = text.trim().parse::<NonZeroU32>().ok();
        calls
            .filter(|calls| calls.get() <= MOST_CALLS_A_MINUTE)
            .ok_or_else(|| {
                let wanted = "a number from 1 to 1000000";
                wrong("MUSTER_API_CALLS_A_MINUTE", text, wanted)
            })
    }

    fn secret(&self) -> Result<SecretSource, ConfigError> {
        let previous = self.secret_key_previous.clone().map(SecretText::new);
        if let Some(previous) = &previous {
            KeyRing::new(previous, None)
                .ok_or_else(|| wrong_secret("MUSTER_SECRET_KEY_PREVIOUS", previous))?;
        }
        let Some(current) = self.secret_key.clone().map(SecretText::new) else {
            return Ok(SecretSource::DataDirectory { previous });
        };
        KeyRing::new(&current, previous.as_ref())
            .map(|ring| SecretSource::Given(Box::new(ring)))
            .ok_or_else(|| wrong_secret("MUSTER_SECRET_KEY", &current))
    }

    fn trusted_proxies(&self) -> Result<Vec<IpNet>, ConfigError> {
        let Some(text) = self.trusted_proxies.as_deref() else {
            return Ok(Vec::new());
        };
        let network = |part: &str| {
            IpNet::from_str(part).or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from))
        };
        text.split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map_err(|_| {
                wrong(
                    "MUSTER_TRUSTED_PROXIES",
                    text,
                    "networks separated by commas, such as 10.0.0.0/8,::1",
                )
            })
    }

    fn log_filter(&self) -> Result<String, ConfigError> {
        let text = self.log.as_deref().unwrap_or("info");
        match tracing_subscriber::EnvFilter::builder().parse(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err(wrong(
                "MUSTER_LOG",
                text,
                "a log filter, such as info, debug or muster=debug,warn",
            )),
        }
    }
}

/// Whether an address leads to the machine that asks for it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn choice<T: Copy>(
    variable: &'static str,
    given: Option<&str>,
    choices: &[(&str, T)],
    wanted: &'static str,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = given else {
        return Ok(None);
    };
    choices
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()))
        .map(|(_, value)| Some(*value))
        .ok_or_else(|| wrong(variable, text, wanted))
}

fn wrong(variable: &'static str, was: &str, wanted: &'static str) -> ConfigError {
    ConfigError::Wrong {
        variable,
        was: was.to_owned(),
        wanted,
    }
}

fn wrong_secret(variable: &'static str, secret: &SecretText) -> ConfigError {
    let text = secret.expose();
    let was = if text.chars().all(|c| c == '0') {
        "is nothing but zeros".to_owned()
    } else if text.chars().all(|c| c.is_ascii_hexdigit()) {
        format!("has {} hex digits", text.len())
    } else {
        "has characters that aren't hex digits".to_owned()
    };
    ConfigError::WrongSecret {
        variable,
        was,
        wanted: SECRET_WANTED,
    }
}
