use std::time::Duration;

use super::compose::compose;
use super::delivery::{Undelivered, Written};
use super::worker::tidy;
use super::{Letterhead, Message, Outgoing, OwnServer};
use crate::types::{OutboxId, WorkspaceId};

/// Somebody looks at a page meanwhile.
const PATIENCE: Duration = Duration::from_secs(12);

/// A mail that goes out this very moment or not at all.
#[derive(Debug)]
pub struct Trial {
    pub workspace: WorkspaceId,
    pub letterhead: Letterhead,
    pub own: Option<OwnServer>,
    pub message: Message,
}

impl Outgoing {
    /// `Err` is what the mail server said, or what there is to say instead.
    pub async fn send_now(&self, trial: Trial) -> Result<(), String> {
        let sender = self.sender(&trial.letterhead, trial.own.as_ref());
        let message_id = format!("<{}@{}>", OutboxId::new(), sender.email.domain());
        let mail = compose(&trial.message, &trial.letterhead, sender, &message_id)
            .map_err(|error| error.to_string())?;
        let sending = self.try_out(Written {
            workspace: trial.workspace,
            own: trial.own,
            mail,
        });
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Undelivered::Refused(words) | Undelivered::Later(words))) => Err(tidy(&words)),
            Err(_) => Err("it took too long to answer".to_owned()),
        }
    }
}
