//! `muster seed`: demo data.

use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

use anyhow::anyhow;
use clap::Args;
use clap::value_parser;

use super::{Failure, say, with_database_for};
use crate::access::{Granted, HashCost, Password, PasswordHasher, WorkspaceRef};
use crate::config::Config;
use crate::db::Db;
use crate::seeding::{self, Made, Seeding, There, Wish};
use crate::types::{SecretText, grouped};

/// For the whole of it, which is one transaction.
const BUDGET: Duration = Duration::from_hours(2);

const PASSWORD_LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

#[derive(Args)]
pub(super) struct Seed {
    /// The workspace's address. Nothing else can be changed in it until everybody is there
    #[arg(long)]
    workspace: String,
    /// How many people
    #[arg(long, value_name = "PEOPLE", value_parser = value_parser!(u32).range(1..=5_000_000))]
    users: u32,
    /// The same number makes the same people
    #[arg(long = "seed", value_name = "SEED", default_value_t = 7)]
    chance: u64,
    /// Don't ask where there are people already
    #[arg(long)]
    yes: bool,
}

impl Seed {
    pub fn run(self, config: &Config) -> Result<(), Failure> {
        let password = random_password();
        let shown = password.clone();
        let (made, address) = with_database_for(config, BUDGET, async |db| {
            let workspace = self.workspace(&db).await?;
            let id = workspace.id;
            let there = db.read(move |read| seeding::there(read, id)).await?;
            self.agree(&workspace, there)?;
            let made = self.fill(&db, &workspace, &password).await?;
            Ok((
                made,
                super::workspace::sign_in_address(
                    &config.base_url_at(config.bind)?,
                    &workspace.slug,
                ),
            ))
        })?;
        say(&format!("Made {made}."))?;
        say(&format!(
            "Each signs in with the password {} at {address}",
            shown.expose()
        ))
    }

    async fn workspace(&self, db: &Db) -> Result<WorkspaceRef, Failure> {
        match super::workspace(db, &self.workspace).await {
            Err(Failure::Refused(error))
                if error.downcast_ref::<crate::db::DbError>().is_none() =>
            {
                Err(anyhow!("{error} Make it with `muster workspace create`.").into())
            }
            found => found,
        }
    }

    /// Whoever has people in there is asked first.
    fn agree(&self, workspace: &WorkspaceRef, there: There) -> Result<(), Failure> {
        if there.is_empty() || self.yes {
            return Ok(());
        }
        let (name, people) = (&workspace.name, grouped(there.people));
        if !std::io::stdin().is_terminal() {
            return Err(anyhow!(
                "{name} has {people} people. Say --yes to add demo data beside them."
            )
            .into());
        }
        let users = grouped(self.users.into());
        eprint!("{name} has {people} people, who stay. Add {users} that are made up? [y/N] ");
        let _ = std::io::stderr().flush();
        let mut answer = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut answer)
            .map_err(|error| anyhow!("The answer can't be read: {error}."))?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(anyhow!("Nothing was changed.").into()),
        }
    }

    async fn fill(
        &self,
        db: &Db,
        workspace: &WorkspaceRef,
        password: &SecretText,
    ) -> Result<Made, Failure> {
        let password = Password::parse(password.expose(), &[])?;
        let hash = PasswordHasher::new(HashCost::STANDARD)
            .hash(password)
            .await?;
        let (id, wish) = (
            workspace.id,
            Wish {
                people: self.users,
                seed: self.chance,
            },
        );
        let seeding = db.tx(move |tx| {
            let by = tx.alone(Granted::operator("seed", id))?;
            let seeding = Seeding {
                wish,
                password: &hash,
                progress: &|people| tell(people, wish.people),
            };
            seeding::seed(tx, &by, &seeding)
        });
        Ok(seeding.await?)
    }
}

/// Nobody waits a minute without a word.
fn tell(people: u32, of: u32) {
    if of > 10_000 {
        eprintln!(
            "{} of {} people",
            grouped(people.into()),
            grouped(of.into())
        );
    }
}

/// Three times five letters that can't be mistaken for each other.
fn random_password() -> SecretText {
    let letters = rand::random::<[u8; 15]>().map(|byte| {
        let at = usize::from(byte) % PASSWORD_LETTERS.len();
        PASSWORD_LETTERS.get(at).copied().map_or('a', char::from)
    });
    let parts: Vec<String> = letters
        .chunks(5)
        .map(|part| part.iter().collect())
        .collect();
    SecretText::new(parts.join("-"))
}
