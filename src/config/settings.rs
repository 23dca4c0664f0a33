//! The settings as they arrive: text, by flag or by environment variable.

use clap::Args;

/// Every field is text, because a mistake in it should be answered with the variable's name, which
/// clap doesn't know how to say.
#[derive(Args, Clone, Debug, Default)]
pub struct Settings {
    /// PostgreSQL to use; without one a private PostgreSQL is started under the data directory
    #[arg(
        long,
        env = "MUSTER_DATABASE_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// `transaction` behind a PgBouncer in transaction mode
    #[arg(
        long,
        env = "MUSTER_DATABASE_POOLER",
        value_name = "MODE",
        global = true
    )]
    pub database_pooler: Option<String>,
    /// Where migrations run, if not through the database URL
    #[arg(
        long,
        env = "MUSTER_DATABASE_DIRECT_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub database_direct_url: Option<String>,
    /// Private PostgreSQL and generated secret [default: ./.muster]
    #[arg(long, env = "MUSTER_DATA_DIR", value_name = "FOLDER", global = true)]
    pub data_dir: Option<String>,
    /// Address to listen on; port 0 picks one [default: 127.0.0.1:8080]
    #[arg(long, env = "MUSTER_BIND", value_name = "ADDRESS", global = true)]
    pub bind: Option<String>,
    /// What links in emails start with [default: http:// and the bound address]
    #[arg(
        long,
        env = "MUSTER_BASE_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub base_url: Option<String>,
    /// 64 hex digits or more; generated into the data directory in development
    #[arg(
        long,
        env = "MUSTER_SECRET_KEY",
        value_name = "HEX",
        global = true,
        hide_env_values = true
    )]
    pub secret_key: Option<String>,
    /// The key before the last rotation, still accepted
    #[arg(
        long,
        env = "MUSTER_SECRET_KEY_PREVIOUS",
        value_name = "HEX",
        global = true,
        hide_env_values = true
    )]
    pub secret_key_previous: Option<String>,
    /// `development` or `production` [default: development if bind and base address are loopback]
    #[arg(long = "env", env = "MUSTER_ENV", value_name = "NAME", global = true)]
    pub environment: Option<String>,
    /// `1` lets production run without https
    #[arg(long, env = "MUSTER_INSECURE_HTTP", value_name = "1", global = true)]
    pub insecure_http: Option<String>,
    /// Mail server, such as `smtp://user:pass@host:587?tls=required`
    #[arg(
        long,
        env = "MUSTER_SMTP_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    pub smtp_url: Option<String>,
    /// Sender of mails [default: Muster <noreply@localhost>]
    #[arg(long, env = "MUSTER_MAIL_FROM", value_name = "MAILBOX", global = true)]
    pub mail_from: Option<String>,
    /// `1` lets workspaces use mail servers at private and loopback addresses in production
    #[arg(
        long,
        env = "MUSTER_SMTP_ALLOW_PRIVATE",
        value_name = "1",
        global = true
    )]
    pub smtp_allow_private: Option<String>,
    /// Database connections [default: cores × 4]
    #[arg(long, env = "MUSTER_DB_POOL", value_name = "NUMBER", global = true)]
    pub db_pool: Option<String>,
    /// Calls that an API key may make in a minute, on each server [default: 3000]
    #[arg(
        long,
        env = "MUSTER_API_CALLS_A_MINUTE",
        value_name = "NUMBER",
        global = true
    )]
    pub api_calls_a_minute: Option<String>,
    /// Networks whose forwarding headers are believed, separated by commas
    #[arg(
        long,
        env = "MUSTER_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        global = true
    )]
    pub trusted_proxies: Option<String>,
    /// Bearer token for /metrics
    #[arg(
        long,
        env = "MUSTER_METRICS_TOKEN",
        value_name = "TOKEN",
        global = true,
        hide_env_values = true
    )]
    pub metrics_token: Option<String>,
    /// Log filter, such as info or muster=debug [default: info]
    #[arg(long, env = "MUSTER_LOG", value_name = "FILTER", global = true)]
    pub log: Option<String>,
    /// `text` or `json` [default: text]
    #[arg(long, env = "MUSTER_LOG_FORMAT", value_name = "FORMAT", global = true)]
    pub log_format: Option<String>,
}
