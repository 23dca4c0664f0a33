use anyhow::anyhow;
use clap::{Args, Subcommand};
use url::Url;

use super::{Failure, say, with_database};
use crate::access::Granted;
use crate::config::Config;
use crate::links::Links;
use crate::passwords::{self, ResetLinkError};
use crate::types::{EmailAddress, Slug};
use crate::users::{self, RecoverError};
use crate::workspaces;

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
    fn unknown(&self) -> Failure {
        anyhow!("No workspace has the address \"{}\".", self.workspace).into()
    }

    fn parse(&self) -> Result<(Slug, EmailAddress), Failure> {
        let slug = self.workspace.parse().map_err(|_| self.unknown())?;
        let email =
            EmailAddress::parse(&self.email).map_err(|error| anyhow!("--email: {error}"))?;
        Ok((slug, email))
    }
}

fn recover_owner(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let (slug, email) = whom.parse()?;
    let recovered = with_database(config, async move |db| {
        let making = db.tx(move |tx| {
            let Some(workspace) = workspaces::by_slug(tx, &slug)? else {
                return Ok::<_, RecoverError>(None);
            };
            let by = tx.alone(Granted::operator("user recover-owner", workspace))?;
            users::recover_owner(tx, &by, &email).map(Some)
        });
        Ok(making.await?)
    })?;
    let name = recovered.ok_or_else(|| whom.unknown())?;
    say(&format!("{name} is an owner now."))
}

fn reset_link(config: &Config, whom: &Whom) -> Result<(), Failure> {
    let (slug, email) = whom.parse()?;
    let links = Links::new(config.keys()?, base_url(config)?);
    let address = with_database(config, async move |db| {
        let making = db.tx(move |tx| {
            let Some(workspace) = workspaces::by_slug(tx, &slug)? else {
                return Ok::<_, ResetLinkError>(None);
            };
            let by = Granted::operator("user reset-link", workspace);
            let minted = passwords::reset_link(tx, &by, &links, &email)?;
            Ok(Some(links.address(&slug, &minted)))
        });
        Ok(making.await?)
    })?;
    say(&address.ok_or_else(|| whom.unknown())?)
}

fn base_url(config: &Config) -> Result<Url, Failure> {
    match &config.base_url {
        Some(url) => Ok(url.clone()),
        None => Ok(Url::parse(&format!("http://{}", config.bind))?),
    }
}
