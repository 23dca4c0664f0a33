use lettre::message::Mailbox as Sender;
use lettre::{Message, SmtpTransport};

use super::line::harmless;
use super::{Letterhead, MailError, Mailbox, OwnServer, OwnServers, Smtp, smtp};
use crate::types::{OutboxId, SecretText, WorkspaceId};

/// What waits says so in these words, so that an operator finds what to do.
pub(super) const NO_SERVER: &str = "no mail server is configured: set MUSTER_SMTP_URL";

/// Where mails go that no workspace's own server sends.
#[derive(Clone)]
pub enum Delivery {
    Smtp(Box<Operators>),
    /// Development without a mail server: into files that a page shows.
    Mailbox(Mailbox),
    /// Production without a mail server: nowhere, and they wait.
    Nowhere,
}

/// The operator's mail server.
#[derive(Clone)]
pub struct Operators {
    transport: SmtpTransport,
    said: Option<(String, SecretText)>,
}

/// How this server sends.
#[derive(Clone)]
pub struct Outgoing {
    /// Its address is the sender's; the name is the workspace's.
    pub from: Sender,
    pub delivery: Delivery,
    pub own: OwnServers,
}

/// Which way a workspace's mails go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Own,
    Server,
    Mailbox,
    Nowhere,
}

/// A mail that is ready, and whose server it goes by if the workspace has one.
pub(super) struct Written {
    pub workspace: WorkspaceId,
    pub own: Option<OwnServer>,
    pub mail: Message,
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
        let transport = smtp.transport();
        let transport = transport.map_err(|error| MailError::Refused(error.to_string()))?;
        let said = smtp.said();
        Ok(Self::Smtp(Box::new(Operators { transport, said })))
    }

    /// What the mailbox page shows, where there is one.
    pub fn mailbox(&self) -> Option<Mailbox> {
        match self {
            Self::Mailbox(mailbox) => Some(mailbox.clone()),
            Self::Smtp(_) | Self::Nowhere => None,
        }
    }

    /// Blocks.
    fn send(&self, id: OutboxId, mail: &Message) -> Result<(), Undelivered> {
        match self {
            Self::Smtp(operators) => operators.send(mail),
            Self::Mailbox(mailbox) => mailbox
                .keep(id, &mail.formatted())
                .map_err(|error| Undelivered::Later(error.to_string())),
            Self::Nowhere => Err(Undelivered::Later(NO_SERVER.to_owned())),
        }
    }
}

impl Operators {
    /// Blocks. Its words are shown in every workspace.
    fn send(&self, mail: &Message) -> Result<(), Undelivered> {
        smtp::send(&self.transport, mail).map_err(|undelivered| match &self.said {
            Some((username, password)) => undelivered.without((username, password.expose())),
            None => undelivered,
        })
    }
}

impl Outgoing {
    /// A workspace's own server is never passed over for the server's, whatever is wrong with it.
    pub fn way(&self, own: Option<&OwnServer>) -> Way {
        match (own, &self.delivery) {
            (Some(_), _) => Way::Own,
            (None, Delivery::Smtp(_)) => Way::Server,
            (None, Delivery::Mailbox(_)) => Way::Mailbox,
            (None, Delivery::Nowhere) => Way::Nowhere,
        }
    }

    pub fn sender(&self, letterhead: &Letterhead, own: Option<&OwnServer>) -> Sender {
        let own = own.and_then(|own| own.sender(&letterhead.workspace));
        own.unwrap_or_else(|| {
            let name = harmless(&letterhead.workspace);
            Sender::new(Some(name), self.from.email.clone())
        })
    }

    pub(super) async fn deliver(&self, id: OutboxId, written: Written) -> Result<(), Undelivered> {
        match &written.own {
            Some(own) => self.own.send((written.workspace, own), &written.mail).await,
            None => self.by_the_servers(id, written.mail).await,
        }
    }

    /// The same for a mail that somebody waits for, to see whether it works.
    pub(super) async fn try_out(&self, written: Written) -> Result<(), Undelivered> {
        match &written.own {
            Some(own) => {
                let ours = (written.workspace, own);
                self.own.try_out(ours, &written.mail).await
            }
            None => self.by_the_servers(OutboxId::new(), written.mail).await,
        }
    }

    /// On a thread that may wait.
    async fn by_the_servers(&self, id: OutboxId, mail: Message) -> Result<(), Undelivered> {
        let delivery = self.delivery.clone();
        let sending = tokio::task::spawn_blocking(move || delivery.send(id, &mail));
        sending
            .await
            .unwrap_or_else(|panic| Err(Undelivered::Later(panic.to_string())))
    }
}
