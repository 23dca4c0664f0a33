//! The command line: arguments in, sentences and an exit code out.

mod audit;
mod doctor;
mod logs;
mod seed;
mod user;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::access::WorkspaceRef;
use crate::app;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Settings};
use crate::db::{Database, Db, DbOptions, migrate};
use crate::types::Slug;
use crate::workspaces;

/// Invite-only user management for customer-service workspaces
#[derive(Parser)]
#[command(
    name = "muster",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve,
    /// Bring the database up to date and stop
    Migrate,
    /// Make, list and change workspaces
    #[command(subcommand)]
    Workspace(workspace::Command),
    /// Help somebody who can't get in
    #[command(subcommand)]
    User(user::Command),
    /// Check the audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// Fill a workspace with people who are made up, to try things on
    Seed(seed::Seed),
    /// Check database, migrations, secret, base address and mail
    Doctor,
}

/// What a command may end with besides its work: a sentence, and 1 or 2.
enum Failure {
    Arguments(String),
    Refused(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        match error.downcast_ref::<ConfigError>() {
            Some(ConfigError::Wrong { .. } | ConfigError::WrongSecret { .. }) => {
                Self::Arguments(error.to_string())
            }
            _ => Self::Refused(error),
        }
    }
}

pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match parse_and_run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Arguments(sentence)) => {
            eprintln!("muster: {sentence}");
            ExitCode::from(2)
        }
        Err(Failure::Refused(error)) => {
            eprintln!("muster: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse_and_run(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    // Read first, since its variables are settings; judged only when it matters, since help doesn't
    // need it.
    let env_file = read_env_file();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(Failure::Arguments(sentence(&error))),
        Err(help) => {
            let _ = help.print();
            return Ok(());
        }
    };
    env_file?;
    let config = Config::try_from(with_fallback(cli.settings))?;
    logs::start(&config);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => Ok(app::serve(&config)?),
        Command::Migrate => run_migrations(&config),
        Command::Workspace(command) => command.run(&config),
        Command::User(command) => command.run(&config),
        Command::Audit(command) => command.run(&config),
        Command::Seed(seed) => seed.run(&config),
        Command::Doctor => doctor::run(&config),
    }
}

/// What clap says in a paragraph, in a sentence.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let first: Vec<&str> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.trim().trim_start_matches("error: "))
        .collect();
    format!(
        "{}; try `muster --help`.",
        first.join(" ").trim_end_matches('.')
    )
}

/// The one beside us: another project's, further up, is none of ours. A line that can't be read isn't
/// repeated, since it may hold a secret.
fn read_env_file() -> Result<(), Failure> {
    let why = match dotenvy::from_path(".env") {
        Ok(()) => return Ok(()),
        Err(error) if error.not_found() => return Ok(()),
        Err(dotenvy::Error::Io(error)) => error.to_string(),
        Err(_) => "one of its lines isn't NAME=value".to_owned(),
    };
    let sentence = format!("The .env file can't be read: {why}.");
    Err(Failure::Arguments(sentence))
}

fn with_fallback(mut settings: Settings) -> Settings {
    settings.database_url = settings
        .database_url
        .filter(|url| !url.trim().is_empty())
        .or_else(|| std::env::var("DATABASE_URL").ok());
    settings
}

fn run_migrations(config: &Config) -> Result<(), Failure> {
    let database = Database::open(config)?;
    let ran = migrate(&database.direct_url, &database.serving_url);
    database.close();
    let ran = ran?;
    for name in &ran {
        say(name)?;
    }
    if ran.is_empty() {
        say("The database is up to date.")?;
    }
    Ok(())
}

/// On standard output, which may be a pipe that somebody has closed.
fn say(line: &str) -> Result<(), Failure> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}")
        .map_err(|error| anyhow::anyhow!("Standard output can't be written: {error}.").into())
}

/// The workspace that an argument names.
async fn workspace(db: &Db, slug: &str) -> Result<WorkspaceRef, Failure> {
    let unknown = || anyhow::anyhow!("No workspace has the address \"{slug}\".");
    let parsed: Slug = slug.parse().map_err(|_| unknown())?;
    let found = db
        .read(move |read| workspaces::by_slug(read, &parsed))
        .await?;
    Ok(found.ok_or_else(unknown)?)
}

/// Runs a command's work on a database that is up to date.
fn with_database<T>(
    config: &Config,
    work: impl AsyncFnOnce(Db) -> Result<T, Failure>,
) -> Result<T, Failure> {
    with_database_for(config, Duration::from_mins(1), work)
}

/// The same for work whose pieces may take so long.
fn with_database_for<T>(
    config: &Config,
    budget: Duration,
    work: impl AsyncFnOnce(Db) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let database = Database::open(config)?;
    let done = (|| {
        migrate(&database.direct_url, &database.serving_url)?;
        let options = DbOptions {
            url: database.serving_url.clone(),
            pooler: config.pooler,
            pool_size: 2,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let db = Db::new(&options, Clock::default());
            work(db.for_job(budget)).await
        })
    })();
    database.close();
    done
}
