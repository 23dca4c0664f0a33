use clap::Subcommand;

use super::{Failure, say, with_database};
use crate::audit::{self, Head};
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check a workspace's hash chain and name the first entry that is broken
    Verify {
        /// The workspace's address
        #[arg(long)]
        workspace: String,
        /// A head that an earlier check printed: the chain must still contain it
        #[arg(long, value_name = "HEAD")]
        expect: Option<Head>,
    },
}

impl Command {
    pub fn run(self, config: &Config) -> Result<(), Failure> {
        match self {
            Self::Verify { workspace, expect } => verify(config, &workspace, expect),
        }
    }
}

fn verify(config: &Config, slug: &str, noted: Option<Head>) -> Result<(), Failure> {
    let report = with_database(config, async |db| {
        let workspace = super::workspace(&db, slug).await?;
        Ok(audit::verify(&db, workspace.id, noted).await?)
    })?;
    say(&report.to_string())
}
