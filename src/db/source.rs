use super::local::{Durability, LocalError, LocalPostgres};
use crate::config::{Config, DatabaseSource};
use crate::types::SecretText;

/// The database's addresses, and the private PostgreSQL behind them where there is one.
pub struct Database {
    pub serving_url: SecretText,
    pub direct_url: SecretText,
    private: Option<LocalPostgres>,
}

impl Database {
    /// Starts the private PostgreSQL, or joins the one that another process runs on the same data
    /// directory. Blocks. Call it from a thread that lives as long as the database should.
    pub fn open(config: &Config) -> Result<Self, LocalError> {
        match &config.database {
            DatabaseSource::External { url, direct_url } => Ok(Self {
                serving_url: url.clone(),
                direct_url: direct_url.clone(),
                private: None,
            }),
            DatabaseSource::Private => {
                let private = LocalPostgres::start(&config.data_dir, Durability::Full)?;
                Ok(Self {
                    serving_url: SecretText::new(private.serving_url()),
                    direct_url: SecretText::new(private.migrating_url()),
                    private: Some(private),
                })
            }
        }
    }

    pub fn close(self) {
        if let Some(private) = self.private {
            private.stop();
        }
    }
}
