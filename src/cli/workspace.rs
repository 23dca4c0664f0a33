use std::io::BufRead;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use serde_json::json;
use url::Url;

use super::{Failure, say, with_database};
use crate::access::{Granted, HashCost, Password, PasswordHasher};
use crate::config::Config;
use crate::seats::Plan;
use crate::types::{EmailAddress, PersonName, SecretText, Slug, Title, WorkspaceId};
use crate::workspaces::{self, FirstOwner, NewWorkspace, WorkspaceLine};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a workspace and its first owner, whose password is read from standard input
    Create(Create),
    /// Set how many seats a workspace has
    Plan {
        /// The workspace's address
        slug: String,
        /// `free_trial`, `growth`, `scale` or `unlimited`
        plan: String,
    },
    /// Show the workspaces, one line each
    List {
        /// As JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(super) struct Create {
    /// The workspace's address: 3 to 40 of a-z, 0-9 and inner hyphens
    #[arg(long)]
    slug: String,
    /// The workspace's name
    #[arg(long)]
    name: String,
    #[arg(long)]
    owner_email: String,
    #[arg(long)]
    owner_name: String,
}

impl Command {
    pub fn run(self, config: &Config) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(config),
            Self::Plan { slug, plan } => set_plan(config, &slug, &plan),
            Self::List { json } => list(config, json),
        }
    }
}

impl Create {
    fn run(self, config: &Config) -> Result<(), Failure> {
        let slug = Slug::parse(&self.slug).map_err(|error| anyhow!("--slug: {error}"))?;
        let name = Title::parse(&self.name).map_err(|error| anyhow!("--name: {error}"))?;
        let owner_name = PersonName::parse(&self.owner_name)
            .map_err(|error| anyhow!("--owner-name: {error}"))?;
        let email = EmailAddress::parse(&self.owner_email)
            .map_err(|error| anyhow!("--owner-email: {error}"))?;
        let about = [
            email.typed(),
            owner_name.as_str(),
            name.as_str(),
            slug.as_str(),
        ];
        let password = Password::parse(password_from_stdin()?.expose(), &about)?;
        let address = sign_in_address(&config.base_url_at(config.bind)?, &slug);
        with_database(config, async move |db| {
            let password_hash = PasswordHasher::new(HashCost::STANDARD)
                .hash(password)
                .await?;
            let new = NewWorkspace {
                slug,
                name,
                owner: FirstOwner {
                    email,
                    name: owner_name,
                    password_hash,
                },
            };
            db.tx(move |tx| {
                let by = Granted::operator("workspace create", WorkspaceId::new());
                workspaces::create(tx, &by, &new)
            })
            .await?;
            Ok(())
        })?;
        say(&address)
    }
}

/// One line, its ending dropped; a space in it belongs to the password.
fn password_from_stdin() -> Result<SecretText, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| anyhow!("The password can't be read from standard input: {error}."))?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.is_empty() {
        return Err(anyhow!("Give the owner's password on standard input, in one line.").into());
    }
    Ok(SecretText::new(password))
}

pub(super) fn sign_in_address(base_url: &Url, slug: &Slug) -> String {
    format!("{base_url}{slug}/login")
}

fn set_plan(config: &Config, slug: &str, plan: &str) -> Result<(), Failure> {
    let plan: Plan = plan
        .parse()
        .map_err(|error| Failure::Arguments(format!("{error}.")))?;
    with_database(config, async |db| {
        let workspace = super::workspace(&db, slug).await?.id;
        let setting = db.tx(move |tx| {
            let by = tx.alone(Granted::operator("workspace plan", workspace))?;
            workspaces::set_plan(tx, &by, plan)
        });
        Ok(setting.await?)
    })
}

fn list(config: &Config, as_json: bool) -> Result<(), Failure> {
    let lines = with_database(config, async |db| Ok(db.read(workspaces::list).await?))?;
    let base_url = config.base_url_at(config.bind)?;
    let address = |line: &WorkspaceLine| sign_in_address(&base_url, &line.slug);
    if as_json {
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                json!({ "slug": line.slug, "name": line.name, "plan": line.plan, "address": address(line) })
            })
            .collect();
        return say(&serde_json::Value::from(rows).to_string());
    }
    for line in &lines {
        say(&format!(
            "{}\t{}\t{}\t{}",
            line.slug,
            line.plan,
            line.name,
            address(line)
        ))?;
    }
    Ok(())
}
