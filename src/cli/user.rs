use anyhow::anyhow;
use clap::{Args, Subcommand};

use super::{Failure, say, with_database};
use crate::access::{Granted, WorkspaceRef};
use crate::config::Config;
use crate::links::Links;
use crate::passwords::{self, ResetLinkError};
use crate::types::EmailAddress;
use crate::users;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make an active user an owner, for when no owner can sign in
    RecoverOwner(Whom),
    /// Print a one-time link to a new password, for when mail is down
    ResetLink(Whom),
}

#[derive(Args)]
pub(super) struct Whom {
    /// The workspace's address
    #[arg(long)]
    workspace: String,
    /// The address that they sign in with
    #[arg(long)]
    email: String,
}

impl Command {
    pub fn run(self, config: &Config) -> Result<(), Failure> {
        match self {
            Self::RecoverOwner(whom) => recover_owner(config, &whom),
            Self::ResetLink(whom) => reset_link(config, &whom),
        }
    }
}

impl Whom {
    fn email(&self) -> Result<EmailAddress, Failure> {
        Ok(EmailAddress::parse(&self.email).map_err(|error| anyhow!("--email: {error}"))?)
    }
}

fn recover_owner(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let email = whom.email()?;
    let name = with_database(config, async |db| {
        let workspace = super::workspace(&db, &whom.workspace).await?.id;
        let making = db.tx(move |tx| {
            let by = tx.alone(Granted::operator("user recover-owner", workspace))?;
            users::recover_owner(tx, &by, &email)
        });
        Ok(making.await?)
    })?;
    say(&format!("{name} is an owner now."))
}

fn reset_link(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let email = whom.email()?;
    let links = Links::new(config.keys()?, config.base_url_at(config.bind)?);
    let address = with_database(config, async |db| {
        let WorkspaceRef { id, slug, .. } = super::workspace(&db, &whom.workspace).await?;
        let making = db.tx(move |tx| {
            let by = Granted::operator("user reset-link", id);
            let minted = passwords::reset_link(tx, &by, &links, &email)?;
            Ok::<_, ResetLinkError>(links.address(&slug, &minted))
        });
        Ok(making.await?)
    })?;
    say(&address)
}
