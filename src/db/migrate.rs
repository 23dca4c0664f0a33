//! Migrations: each once, however many servers start together.

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::migration;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::error::from_words;
use super::link::with_defaults;
use super::{DbError, Read};
use crate::types::SecretText;

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Any number that no other program on the same database uses: "muster" in ASCII.
const LOCK: i64 = 0x6d75_7374_6572;

#[derive(Debug, Error)]
pub enum MigrateError {
    #[error("The database can't be reached: {0}.")]
    Away(String),
    #[error("The database refuses Muster: {0}.")]
    Refused(String),
    #[error("A migration failed and was rolled back: {0}.")]
    Failed(String),
}

/// Brings the database up to date and gives the serving role what it needs. Returns the names of the
/// migrations that this call ran.
///
/// All of it is one transaction, and the lock is the transaction's: a process that dies leaves
/// nothing, and it works through a transaction pooler too.
pub fn migrate(
    direct_url: &SecretText,
    serving_url: &SecretText,
) -> Result<Vec<String>, MigrateError> {
    let serving_role = current_role(&mut connect(serving_url)?)?;
    let mut connection = connect(direct_url)?;
    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    connection.transaction(|connection| {
        connection.batch_execute(&format!(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
             SET LOCAL client_min_messages = warning; SELECT pg_advisory_xact_lock({LOCK})"
        ))?;
        let ran = run_pending(connection).map_err(|error| MigrateError::of(&*error))?;
        grant(connection, &serving_role)?;
        Ok(ran)
    })
}

fn run_pending(connection: &mut PgConnection) -> migration::Result<Vec<String>> {
    connection
        .pending_migrations(MIGRATIONS)?
        .iter()
        .map(|pending| {
            connection.run_migration(pending)?;
            Ok(pending.name().to_string())
        })
        .collect()
}

fn current_role(connection: &mut PgConnection) -> QueryResult<String> {
    diesel::dsl::sql::<Text>("SELECT current_user::text").get_result(connection)
}

/// libpq adds lines of advice to what went wrong; ours are sentences.
fn connect(url: &SecretText) -> Result<PgConnection, MigrateError> {
    PgConnection::establish(&with_defaults(url.expose())).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or("it doesn't say why");
        let first = first.trim_end_matches('.').to_owned();
        // Waiting doesn't help against these.
        let final_words = [
            "authentication failed",
            "does not exist",
            "no pg_hba.conf entry",
        ];
        if final_words.iter().any(|words| first.contains(words)) {
            MigrateError::Refused(first)
        } else {
            MigrateError::Away(first)
        }
    })
}

impl MigrateError {
    fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let text = error.to_string();
        match from_words(&text) {
            Some(DbError::Away(_)) => Self::Away(text),
            _ => Self::Failed(text),
        }
    }
}

impl From<diesel::result::Error> for MigrateError {
    fn from(error: diesel::result::Error) -> Self {
        match DbError::from(error) {
            DbError::Away(why) => Self::Away(why),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// A serving role of its own may do everything but rewrite the audit log; of the details it may erase
/// what they say. Where one role does both, it owns the tables and PostgreSQL can't hold it back:
/// `muster doctor` says so.
fn grant(connection: &mut PgConnection, serving_role: &str) -> QueryResult<()> {
    if current_role(connection)? == serving_role {
        return Ok(());
    }
    let role = format!("\"{}\"", serving_role.replace('"', "\"\""));
    connection.batch_execute(&format!(
        "GRANT USAGE ON SCHEMA public TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
         REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM {role};
         REVOKE UPDATE, DELETE, TRUNCATE ON audit_events, audit_seals, audit_mentions FROM {role};
         REVOKE UPDATE, DELETE, TRUNCATE ON audit_details FROM {role};
         GRANT UPDATE (salt, details) ON audit_details TO {role};
         REVOKE UPDATE ON audit_unsealed FROM {role}"
    ))
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

/// How many of this program's migrations the database lacks. A newer program's are no concern: while
/// servers are replaced one by one, the older ones go on.
pub fn missing_migrations(read: &mut Read<'_>) -> Result<usize, DbError> {
    use diesel::migration::MigrationSource;
    let known = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS)
        .map_err(|error| DbError::Unreadable(error.to_string()))?;
    let applied: Vec<String> = __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .load(read.connection())?;
    Ok(known
        .iter()
        .filter(|migration| !applied.contains(&migration.name().version().to_string()))
        .count())
}
