use std::time::Duration;

use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{Message, SmtpTransport, Transport};
use percent_encoding::percent_decode_str;
use thiserror::Error as ThisError;
use url::Url;

use super::delivery::Undelivered;
use crate::config::is_loopback;
use crate::types::SecretText;

/// For each step of a conversation.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Answers to who we are, not to the mail: a password that was mistyped in the configuration mustn't
/// cost anybody their invitation.
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

/// A mail server's address.
#[derive(Clone, Debug)]
pub struct Smtp {
    url: SecretText,
    patience: Duration,
}

#[derive(Debug, ThisError)]
pub enum MailError {
    /// The server's own words, where it had any.
    #[error("{0}")]
    Refused(String),
    #[error("its address can't be read")]
    Unreadable,
}

impl Smtp {
    /// `None` if that isn't a mail server's address.
    pub fn at(url: &str) -> Option<Self> {
        SmtpTransport::from_url(url).ok()?;
        Some(Self {
            url: SecretText::new(url),
            patience: PATIENCE,
        })
    }

    /// For tests that let a server hang.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Whether what is sent there can be read by who stands between.
    pub fn is_in_the_open(&self) -> bool {
        let Ok(url) = Url::parse(self.url.expose()) else {
            return true;
        };
        let is_encrypted = url.scheme() == "smtps"
            || url
                .query_pairs()
                .any(|pair| pair == ("tls".into(), "required".into()));
        // Only of a web address are numbers in the host read as such.
        let host = url.host_str().unwrap_or_default();
        let is_near = Url::parse(&format!("http://{host}/")).is_ok_and(|it| is_loopback(&it));
        !is_encrypted && !is_near
    }

    /// Connects, greets and signs in, without sending anything. Blocks.
    pub fn check(&self) -> Result<(), MailError> {
        let refused = |error: Error| MailError::Refused(error.to_string());
        let transport = self.transport().map_err(refused)?;
        match transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Refused("it doesn't answer NOOP".to_owned())),
            Err(error) => Err(refused(error)),
        }
    }

    /// What is said to sign in, as its address has it: not for a server's words to repeat.
    pub(super) fn said(&self) -> Option<(String, SecretText)> {
        let url = Url::parse(self.url.expose()).ok()?;
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let password = url.password()?;
        Some((plain(url.username()), SecretText::new(plain(password))))
    }

    /// A way to it that keeps its connections open for a while.
    pub(super) fn transport(&self) -> Result<SmtpTransport, Error> {
        Ok(SmtpTransport::from_url(self.url.expose())?
            .timeout(Some(self.patience))
            .pool_config(PoolConfig::new().max_size(super::worker::CONNECTIONS.into()))
            .build())
    }
}

/// Blocks, at most for the patience of each step.
pub(super) fn send(transport: &SmtpTransport, mail: &Message) -> Result<(), Undelivered> {
    transport
        .send(mail)
        .map(drop)
        .map_err(|error| undelivered(&error, mail))
}

/// A server that hung is no `is_timeout` to lettre, so nothing is told apart but what is final:
/// everything else may be better another time.
pub(super) fn undelivered(error: &Error, mail: &Message) -> Undelivered {
    if is_final(error, mail) {
        Undelivered::Refused(error.to_string())
    } else {
        Undelivered::Later(error.to_string())
    }
}

fn is_final(error: &Error, mail: &Message) -> bool {
    if let Some(code) = error.status() {
        return error.is_permanent() && !ABOUT_US.contains(&code.to_string().as_str());
    }
    // The server can't take such an address, and says so only by what it doesn't offer.
    let needs_more = std::error::Error::source(error)
        .is_some_and(|missing| missing.to_string().contains("SMTPUTF8"));
    let mut recipients = mail.envelope().to().iter();
    error.is_client() && needs_more && recipients.any(|to| !AsRef::<str>::as_ref(to).is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_neighbour_is_mailed_in_the_open() {
        for (url, is_open) in [
            ("smtp://mail.example:25", true),
            ("smtp://user:pass@10.0.0.5", true),
            ("smtp://mail.example:587?tls=required", false),
            ("smtps://mail.example", false),
            ("smtp://127.0.0.1:2525", false),
            ("smtp://localhost:2525", false),
            ("smtp://[::1]:2525", false),
        ] {
            assert_eq!(Smtp::at(url).unwrap().is_in_the_open(), is_open, "{url}");
        }
    }
}
