use lettre::message::Mailbox as Sender;
use lettre::{Message, SmtpTransport};

use super::{MailError, Mailbox, Smtp, smtp};
use crate::types::OutboxId;

/// What waits says so in these words, so that an operator finds what to do.
pub(super) const NO_SERVER: &str = "no mail server is configured: set MUSTER_SMTP_URL";

/// Where mails go.
#[derive(Clone)]
pub enum Delivery {
    Smtp(SmtpTransport),
    /// Development without a mail server: into files that a page shows.
    Mailbox(Mailbox),
    /// Production without a mail server: nowhere, and they wait.
    Nowhere,
}

/// How this server sends.
#[derive(Clone)]
pub struct Outgoing {
    /// Its address is the sender's; the name is the workspace's.
    pub from: Sender,
    pub delivery: Delivery,
}

/// Why a mail didn't go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Undelivered {
    /// For good, in the server's words.
    Refused(String),
    /// It may work another time.
    Later(String),
}

impl Delivery {
    pub fn by(smtp: &Smtp) -> Result<Self, MailError> {
        smtp.transport()
            .map(Self::Smtp)
            .map_err(|error| MailError::Refused(error.to_string()))
    }

    /// What the mailbox page shows, where there is one.
    pub fn mailbox(&self) -> Option<Mailbox> {
        match self {
            Self::Mailbox(mailbox) => Some(mailbox.clone()),
            Self::Smtp(_) | Self::Nowhere => None,
        }
    }

    pub(super) async fn deliver(&self, id: OutboxId, mail: Message) -> Result<(), Undelivered> {
        let there = self.clone();
        let sending = tokio::task::spawn_blocking(move || match there {
            Self::Smtp(transport) => smtp::send(&transport, &mail),
            Self::Mailbox(mailbox) => mailbox
                .keep(id, &mail.formatted())
                .map_err(|error| Undelivered::Later(error.to_string())),
            Self::Nowhere => Err(Undelivered::Later(NO_SERVER.to_owned())),
        });
        sending
            .await
            .unwrap_or_else(|panic| Err(Undelivered::Later(panic.to_string())))
    }
}
