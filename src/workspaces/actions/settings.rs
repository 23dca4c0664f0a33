use thiserror::Error;

use crate::access::{Alone, Unproved, rights::WriteSettings};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::workspaces::model::{Settings, ShorterThanIdle, Texts, lasts};
use crate::workspaces::store::settings as store;

#[derive(Debug, Error)]
pub(in crate::workspaces) enum SettingsError {
    #[error("Somebody else has changed the same setting meanwhile.")]
    Clash {
        fields: Vec<&'static str>,
        now: Box<Settings>,
    },
    #[error(transparent)]
    ShorterThanIdle(#[from] ShorterThanIdle),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What somebody typed, and what they saw before. Who has seen nothing means all of it.
pub(in crate::workspaces) struct Wish {
    pub typed: Settings,
    pub seen: Option<Texts>,
}

/// Of two who change settings at once, neither undoes what the other did.
pub(in crate::workspaces) fn change(
    tx: &mut Tx<'_>,
    by: &Alone<WriteSettings>,
    wish: &Wish,
) -> Result<(), SettingsError> {
    let now = store::read(tx, by.workspace())?;
    let seen = wish.seen.clone().unwrap_or_else(|| now.texts());
    let after = now
        .after(&seen, &wish.typed)
        .map_err(|fields| SettingsError::Clash {
            fields,
            now: Box::new(now.clone()),
        })?;
    lasts(after.session_hours, after.session_idle_hours)?;
    if after == now {
        return Ok(());
    }
    store::write(tx, by.workspace(), (&now, &after))?;
    let entry = Entry::new(Action::WorkspaceChanged)
        .on(Target::Workspace(by.workspace()), now.name.as_str());
    let values = now.texts().into_iter().zip(after.texts());
    let entry = Settings::FIELDS
        .into_iter()
        .zip(values)
        .fold(entry, |entry, (field, (before, after))| {
            entry.changed(field, &before, &after)
        });
    Ok(audit::record(tx, by.author(), entry)?)
}
