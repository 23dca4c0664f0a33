//! `muster doctor`: one line for each thing that has to be right, and what to do where it isn't.

use std::time::Instant;

use anyhow::anyhow;

use super::{Failure, say};
use crate::clock::Clock;
use crate::config::{Config, DatabaseSource, Environment, SecretSource};
use crate::db::{Database, Db, DbError, DbOptions, ServerFacts, missing_migrations, server_facts};
use crate::mail::Smtp;
use crate::{reporting, users, workspaces};

/// The oldest PostgreSQL that Muster is tested with.
const OLDEST_POSTGRES: i32 = 14;

/// What a check found: fine, or what to do.
type Finding = Result<String, String>;

pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let mut report = Report::default();
    match Database::open(config) {
        Ok(database) => {
            check_database(config, &database, &mut report)?;
            database.close();
        }
        Err(error) => report.say("database", Err(error.to_string())),
    }
    report.say("secret", secret(config));
    report.say("base address", base_address(config));
    report.say("mail", mail(config));
    if report.failures == 0 {
        Ok(())
    } else {
        Err(anyhow!("{} of the checks failed.", report.failures).into())
    }
}

#[derive(Default)]
struct Report {
    failures: usize,
}

impl Report {
    /// A reader that goes away misses lines, and the exit code tells all the same.
    fn say(&mut self, what: &str, finding: Finding) {
        let _ = match finding {
            Ok(fine) => say(&format!("ok      {what}: {fine}")),
            Err(advice) => {
                self.failures += 1;
                say(&format!("failed  {what}: {advice}"))
            }
        };
    }
}

fn check_database(
    config: &Config,
    database: &Database,
    report: &mut Report,
) -> Result<(), Failure> {
    let options = DbOptions {
        url: database.serving_url.clone(),
        pooler: config.pooler,
        pool_size: 1,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let db = Db::new(&options, Clock::default());
        let started = Instant::now();
        let facts = match db.read(server_facts).await {
            Ok(facts) => facts,
            Err(error) => {
                report.say("database", Err(unreachable_database(config, &error)));
                return;
            }
        };
        report.say("database", version(&facts, started));
        report.say("migrations", migrations(db.read(missing_migrations).await));
        report.say("audit log", append_only(&facts));
        report.say(
            "owners",
            counted(db.read(workspaces::miscounted_owners).await),
        );
        report.say("reports", counted(db.read(reporting::miscounted).await));
        report.say("people", counted(db.read(users::miscounted).await));
    });
    Ok(())
}

fn unreachable_database(config: &Config, error: &DbError) -> String {
    match config.database {
        DatabaseSource::Private => format!(
            "{error}. See postgres.log in {}.",
            config.data_dir.display()
        ),
        DatabaseSource::External { .. } => {
            format!("{error}. Check MUSTER_DATABASE_URL and that PostgreSQL runs.")
        }
    }
}

fn version(facts: &ServerFacts, started: Instant) -> Finding {
    let major = facts.version_number / 10_000;
    if major < OLDEST_POSTGRES {
        return Err(format!(
            "PostgreSQL {major} is too old. Use {OLDEST_POSTGRES} or newer."
        ));
    }
    // Timeouts and deadlocks are told apart by their words.
    let english = ["C", "POSIX", "en", ""];
    if !english.contains(
        &facts
            .messages
            .split(['.', '_', '-'])
            .next()
            .unwrap_or_default(),
    ) {
        return Err(format!(
            "its messages are in {}, and Muster reads English ones. Run `ALTER ROLE {} SET lc_messages = 'C'` as a superuser.",
            facts.messages, facts.role
        ));
    }
    Ok(format!(
        "PostgreSQL {}, reached in {} ms",
        facts.version,
        started.elapsed().as_millis()
    ))
}

fn migrations(missing: Result<usize, DbError>) -> Finding {
    match missing {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(count) => Err(format!("{count} haven't run. Run `muster migrate`.")),
        Err(DbError::Query(_)) => Err("none has run. Run `muster migrate`.".to_owned()),
        Err(error) => Err(format!("{error}.")),
    }
}

fn append_only(facts: &ServerFacts) -> Finding {
    if facts.may_rewrite_audit {
        return Err(format!(
            "the role {role} could change what is in it. Serve as another role than the one that \
             migrates: set MUSTER_DATABASE_DIRECT_URL to the owner and MUSTER_DATABASE_URL to a role \
             that owns nothing.",
            role = facts.role
        ));
    }
    Ok("append-only for the serving role".to_owned())
}

/// A number that is kept instead of counted.
fn counted(miscounted: Result<Vec<crate::types::Slug>, DbError>) -> Finding {
    match miscounted {
        Ok(slugs) if slugs.is_empty() => Ok("counted right in every workspace".to_owned()),
        Ok(slugs) => {
            let names: Vec<String> = slugs.iter().map(ToString::to_string).collect();
            Err(format!(
                "miscounted in {}. Tell the authors.",
                names.join(", ")
            ))
        }
        Err(DbError::Query(_)) => Err("can't be counted before `muster migrate`.".to_owned()),
        Err(error) => Err(format!("{error}.")),
    }
}

fn secret(config: &Config) -> Finding {
    let ring = config.keys().map_err(|error| error.to_string())?;
    let source = match config.secret {
        SecretSource::Given(_) => "from MUSTER_SECRET_KEY".to_owned(),
        SecretSource::DataDirectory { .. } => {
            format!("from {}", config.data_dir.join("secret").display())
        }
    };
    let previous = if ring.previous.is_some() {
        ", and the previous one is still accepted"
    } else {
        ""
    };
    Ok(format!("key {} {source}{previous}", ring.current.id))
}

fn base_address(config: &Config) -> Finding {
    match (&config.base_url, config.environment) {
        (Some(url), Environment::Production) if url.scheme() != "https" => Err(format!(
            "{url} isn't https, so cookies and links can be read on the way."
        )),
        (Some(url), _) => Ok(url.to_string()),
        (None, Environment::Production) => Err(
            "MUSTER_BASE_URL isn't set, so links in mails would lead to the bound address."
                .to_owned(),
        ),
        (None, Environment::Development) => Ok(format!("http://{} (development)", config.bind)),
    }
}

fn mail(config: &Config) -> Finding {
    let Some(url) = &config.smtp_url else {
        return match config.environment {
            Environment::Development => {
                Ok("kept for /dev/mailbox, since no mail server is set".to_owned())
            }
            Environment::Production => Err(
                "there is no mail server, so mails wait for two days and are then given up. \
                 Set MUSTER_SMTP_URL."
                    .to_owned(),
            ),
        };
    };
    let smtp = Smtp::at(url.expose()).ok_or("MUSTER_SMTP_URL can't be read.")?;
    if smtp.is_in_the_open() {
        return Err(
            "what goes to the mail server can be read on the way. Add ?tls=required to \
             MUSTER_SMTP_URL, or use smtps://."
                .to_owned(),
        );
    }
    match smtp.check() {
        Ok(()) => Ok("the mail server answers".to_owned()),
        Err(error) => Err(format!("the mail server can't be used: {error}.")),
    }
}
