use std::time::Duration;

use lettre::SmtpTransport;
use thiserror::Error;

use crate::types::SecretText;

const SMTP_WAIT: Duration = Duration::from_secs(10);

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp(SecretText);

#[derive(Debug, Error)]
pub enum MailError {
    /// The server's own words, where it had any.
    #[error("{0}")]
    Refused(String),
}

impl Smtp {
    /// `None` if that isn't a mail server's address.
    pub fn at(url: &str) -> Option<Self> {
        SmtpTransport::from_url(url).ok()?;
        Some(Self(SecretText::new(url)))
    }

    /// Connects, greets and signs in, without sending anything. Blocks.
    pub fn check(&self) -> Result<(), MailError> {
        let refused = |error: lettre::transport::smtp::Error| MailError::Refused(error.to_string());
        let transport = SmtpTransport::from_url(self.0.expose())
            .map_err(refused)?
            .timeout(Some(SMTP_WAIT))
            .build();
        match transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Refused("it doesn't answer NOOP".to_owned())),
            Err(error) => Err(refused(error)),
        }
    }
}
