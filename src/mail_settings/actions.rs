use std::time::Duration;

use thiserror::Error;

use crate::access::{Alone, Granted, PasswordFirst, Unproved, rights};
use crate::audit::{self, Action, Entry, Target};
use crate::config::KeyRing;
use crate::db::{DbError, Tx};
use crate::mail::{self, LockedPassword, OwnServer, Relay, Unlockable};
use crate::throttles;
use crate::types::{EmailAddress, MailSettingsVersion, SecretText, Title, WorkspaceId};

use super::store;

/// How a workspace is to send.
#[derive(Debug)]
pub(super) struct Wish {
    /// The version that the form was filled in on; `None` where there was no server of its own.
    pub seen: Option<MailSettingsVersion>,
    pub way: WishedWay,
}

#[derive(Debug)]
pub(super) enum WishedWay {
    ByTheServers,
    ByItsOwn(Box<WishedServer>),
}

#[derive(Debug)]
pub(super) struct WishedServer {
    pub relay: Relay,
    /// `None` keeps the one there is.
    pub password: Option<SecretText>,
    pub from_name: Option<Title>,
    pub from_address: EmailAddress,
}

#[derive(Debug, Error)]
pub(super) enum ChangeError {
    #[error("Type the password that goes with this user name.")]
    PasswordMissing,
    /// The one that is kept was given for another server, and goes to no other.
    #[error(
        "Type the password again: it is kept for the server, port, encryption and user name that it was typed for."
    )]
    PasswordForAnother,
    #[error("The password that is kept can't be read with this server's key. Type it again.")]
    PasswordUnreadable,
    #[error("Somebody else changed these settings meanwhile. Look at what they are now.")]
    Meanwhile,
    #[error(transparent)]
    Unlockable(#[from] Unlockable),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// From the next mail on, on every server. What was put off is tried at once.
pub(super) fn change(
    tx: &mut Tx<'_>,
    by: &Alone<rights::OwnWorkspace>,
    keys: &KeyRing,
    wish: &Wish,
) -> Result<(), ChangeError> {
    let workspace = by.workspace();
    let before = mail::own_server(tx, workspace)?;
    if before.is_none() && matches!(wish.way, WishedWay::ByTheServers) {
        return Ok(());
    }
    if wish.seen != before.as_ref().map(|before| before.version) {
        return Err(ChangeError::Meanwhile);
    }
    let after = match &wish.way {
        WishedWay::ByTheServers => None,
        WishedWay::ByItsOwn(wished) => Some(wished.server(keys, workspace, before.as_ref())?),
    };
    by.typed_password_lately()?;
    match &after {
        None => store::remove(tx, workspace)?,
        Some(server) => store::save(tx, workspace, server)?,
    }
    mail::retry_now(tx, workspace)?;
    let has_new_password =
        matches!(&wish.way, WishedWay::ByItsOwn(wished) if wished.is_with_new_password());
    let entry = changed(before.as_ref(), after.as_ref()).on(Target::Workspace(workspace), "");
    let entry = if has_new_password {
        entry.with("password_changed", true)
    } else {
        entry
    };
    Ok(audit::record(tx, by.author(), entry)?)
}

impl WishedServer {
    fn is_with_new_password(&self) -> bool {
        self.password.is_some() && self.relay.username.is_some()
    }

    fn server(
        &self,
        keys: &KeyRing,
        workspace: WorkspaceId,
        before: Option<&OwnServer>,
    ) -> Result<OwnServer, ChangeError> {
        let password = match (&self.relay.username, &self.password) {
            (None, _) => None,
            (Some(_), Some(typed)) => Some(LockedPassword::new(keys, workspace, typed)?),
            (Some(_), None) => Some(self.kept(keys, workspace, before)?),
        };
        Ok(OwnServer {
            relay: self.relay.clone(),
            password,
            from_name: self.from_name.clone(),
            from_address: self.from_address.clone(),
            version: MailSettingsVersion::new(),
        })
    }

    /// The same password, with the current key.
    fn kept(
        &self,
        keys: &KeyRing,
        workspace: WorkspaceId,
        before: Option<&OwnServer>,
    ) -> Result<LockedPassword, ChangeError> {
        let kept = before.and_then(|before| Some((&before.relay, before.password.as_ref()?)));
        let (relay, locked) = kept.ok_or(ChangeError::PasswordMissing)?;
        if *relay != self.relay {
            return Err(ChangeError::PasswordForAnother);
        }
        let opened = locked.open(keys, workspace);
        let password = opened.ok_or(ChangeError::PasswordUnreadable)?;
        Ok(LockedPassword::new(keys, workspace, &password)?)
    }
}

const FIELDS: [&str; 6] = [
    "host",
    "port",
    "tls",
    "username",
    "from_name",
    "from_address",
];

fn changed(before: Option<&OwnServer>, after: Option<&OwnServer>) -> Entry {
    let (before, after) = (told(before), told(after));
    let sides = before.iter().zip(&after);
    FIELDS.into_iter().zip(sides).fold(
        Entry::new(Action::MailSettingsChanged),
        |entry, (field, (before, after))| entry.changed(field, before, after),
    )
}

/// In the order of `FIELDS`; nothing where the server's is used.
fn told(server: Option<&OwnServer>) -> [String; 6] {
    let Some(server) = server else {
        return Default::default();
    };
    let relay = &server.relay;
    let name = server.from_name.as_ref();
    [
        relay.host.to_string(),
        relay.port.to_string(),
        relay.tls.as_str().to_owned(),
        relay.username.clone().unwrap_or_default(),
        name.map(ToString::to_string).unwrap_or_default(),
        server.from_address.typed().to_owned(),
    ]
}

/// Counts a test. `Some` is how long to wait instead.
pub(super) fn begin_test(
    tx: &mut Tx<'_>,
    by: &Granted<rights::WriteSettings>,
) -> Result<Option<Duration>, DbError> {
    throttles::try_mail_server(tx, by.workspace())
}

/// What came of a test.
pub(super) fn tested(host: &str, outcome: &Result<(), String>) -> Entry {
    let entry = Entry::new(Action::MailSettingsTested).with("host", host);
    match outcome {
        Ok(()) => entry.with("accepted", true),
        Err(words) => entry.with("accepted", false).with("words", words.as_str()),
    }
}
