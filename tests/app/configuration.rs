//! Settings, and the sentence that answers a wrong one.

use clap::Parser;
use muster::config::{Config, DatabaseSource, Environment, Pooler, Settings};
use muster::mail::PrivateServers;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

/// Parsed from flags, since tests that run together share one environment.
fn config(flags: &[&str]) -> Result<Config, String> {
    let flags = std::iter::once(&"muster").chain(flags);
    let settings = Flags::try_parse_from(flags).unwrap().settings;
    Config::try_from(settings).map_err(|error| error.to_string())
}

#[test]
fn nothing_configured_is_a_laptop() {
    let config = config(&[]).unwrap();
    assert_eq!(config.environment, Environment::Development);
    assert_eq!(config.bind.to_string(), "127.0.0.1:8080");
    assert!(matches!(config.database, DatabaseSource::Private));
    assert_eq!(config.pooler, Pooler::None);
    assert_eq!(config.mail_from.to_string(), "Muster <noreply@localhost>");
    assert!(config.smtp_url.is_none() && config.base_url.is_none());
}

#[test]
fn blank_means_not_set() {
    let config = config(&["--smtp-url", "", "--bind", " ", "--database-url="]).unwrap();
    assert!(config.smtp_url.is_none());
    assert!(matches!(config.database, DatabaseSource::Private));
}

#[test]
fn a_wrong_value_is_named_quoted_and_told_what_it_may_be() {
    for (flag, value, variable) in [
        ("--bind", "banana", "MUSTER_BIND"),
        ("--bind", "127.0.0.1:99999", "MUSTER_BIND"),
        ("--base-url", "muster.example.com", "MUSTER_BASE_URL"),
        (
            "--base-url",
            "https://muster.example.com/sub",
            "MUSTER_BASE_URL",
        ),
        ("--base-url", "ftp://muster.example.com", "MUSTER_BASE_URL"),
        ("--env", "staging", "MUSTER_ENV"),
        ("--db-pool", "0", "MUSTER_DB_POOL"),
        ("--db-pool", "many", "MUSTER_DB_POOL"),
        ("--database-pooler", "session", "MUSTER_DATABASE_POOLER"),
        ("--trusted-proxies", "10.0.0.0/40", "MUSTER_TRUSTED_PROXIES"),
        ("--mail-from", "nobody", "MUSTER_MAIL_FROM"),
        ("--smtp-allow-private", "yes", "MUSTER_SMTP_ALLOW_PRIVATE"),
        ("--log", "muster=loud", "MUSTER_LOG"),
        ("--log-format", "xml", "MUSTER_LOG_FORMAT"),
    ] {
        let sentence = config(&[flag, value]).expect_err(flag);
        assert!(
            sentence.starts_with(&format!("{variable} is \"{value}\", but it must be ")),
            "{sentence}"
        );
        assert!(
            sentence.ends_with('.') && !sentence.contains('\n'),
            "{sentence}"
        );
    }
}

#[test]
fn addresses_of_databases_that_libpq_reads_are_taken() {
    for url in [
        "postgres://host/db",
        "postgresql://user:p%40ss@[::1]:5432/db?sslmode=require",
        "postgres://user@%2Frun%2Fpostgresql:5432/db",
        "postgres://user@one:5432,two:5433/db",
        "postgres:///db?host=/run/postgresql",
    ] {
        config(&["--database-url", url]).expect(url);
    }
}

#[test]
fn a_wrong_secret_is_described_and_never_repeated() {
    for (flag, value) in [
        ("--secret-key", "abc123"),
        ("--secret-key", "correct-horse"),
        ("--secret-key-previous", "abc123"),
        ("--secret-key", &"0".repeat(64)),
        ("--secret-key", &"0".repeat(129)),
        ("--secret-key-previous", &"0".repeat(64)),
        ("--database-url", "mysql://user:hunter2@host/db"),
        ("--database-url", "postgres://user:hunter2%ZZ@host/db"),
        ("--database-url", "postgres://user:hunter2/secret@host/db"),
        ("--database-url", "postgres://user:hunter2@secret@host/db"),
        ("--smtp-url", "http://user:hunter2@host"),
        ("--base-url", "https://user:hunter2@muster.example.com"),
        ("--base-url", "https://user:hunter2@muster.example.com/sub"),
        ("--base-url", "https://hunter2@muster.example.com"),
        ("--base-url", "https://user:hunter2@[muster"),
        ("--base-url", "user:hunter2@muster.example.com"),
    ] {
        let sentence = config(&[flag, value]).expect_err(flag);
        assert!(
            sentence.starts_with("MUSTER_") && sentence.contains("must be"),
            "{sentence}"
        );
        assert!(
            !sentence.contains(value) && !sentence.contains("hunter2"),
            "{sentence}"
        );
    }
}

#[test]
fn it_is_production_as_soon_as_somebody_else_could_reach_it() {
    let secret = ["--secret-key", &"a".repeat(64)];
    let with = |flags: &[&str]| config(&[&secret[..], flags].concat());
    let environment = |flags: &[&str]| with(flags).unwrap().environment;
    assert_eq!(
        environment(&["--bind", "[::1]:80"]),
        Environment::Development
    );
    assert_eq!(
        environment(&["--base-url", "http://localhost:3000"]),
        Environment::Development
    );
    let public = "https://muster.example.com";
    assert_eq!(
        environment(&["--base-url", public]),
        Environment::Production
    );
    assert_eq!(
        environment(&["--bind", "0.0.0.0:80", "--base-url", public]),
        Environment::Production
    );
    let no_address = with(&["--bind", "0.0.0.0:80"]).unwrap_err();
    assert!(no_address.contains("https://"), "{no_address}");
    let everywhere = with(&["--bind", "0.0.0.0:80", "--insecure-http", "1"]).unwrap_err();
    assert!(everywhere.contains("MUSTER_BASE_URL"), "{everywhere}");
    let not_https = with(&["--base-url", "http://muster.example.com"]).unwrap_err();
    assert!(not_https.contains("MUSTER_INSECURE_HTTP=1"), "{not_https}");
    let allowed = [
        "--base-url",
        "http://muster.example.com",
        "--insecure-http",
        "1",
    ];
    assert_eq!(environment(&allowed), Environment::Production);
    let no_secret = config(&["--base-url", public]).unwrap_err();
    assert!(no_secret.contains("MUSTER_SECRET_KEY"), "{no_secret}");
}

#[test]
fn what_debug_output_shows_of_a_configuration_opens_no_door() {
    let config = config(&[
        "--database-url",
        "postgres://muster:hunter2@db/muster",
        "--smtp-url",
        "smtp://muster:hunter2@mail:587?tls=required",
        "--secret-key",
        &"c0ffee".repeat(11),
        "--metrics-token",
        "hunter2",
    ])
    .unwrap();
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("c0ffee"),
        "{shown}"
    );
}

#[test]
fn neighbours_are_mail_servers_on_a_laptop_and_where_the_operator_says_so() {
    let key = "5".repeat(64);
    let base = "https://muster.example";
    let production = ["--secret-key", &key, "--base-url", base];
    let allowed = |flags: &[&str]| config(flags).unwrap().private_mail_servers;
    assert_eq!(allowed(&[]), PrivateServers::Allowed);
    assert_eq!(allowed(&production), PrivateServers::Refused);
    for (given, expected) in [
        ("1", PrivateServers::Allowed),
        ("0", PrivateServers::Refused),
        ("", PrivateServers::Refused),
    ] {
        let flags = [&production[..], &["--smtp-allow-private", given]].concat();
        assert_eq!(allowed(&flags), expected);
    }
}
