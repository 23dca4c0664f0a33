//! How mails go out.

use super::{ConfigError, choice, wrong};
use crate::config::{Environment, Settings};
use crate::mail::PrivateServers;
use crate::types::SecretText;

impl Settings {
    pub(super) fn smtp_url(&self) -> Result<Option<SecretText>, ConfigError> {
        let Some(text) = self.smtp_url.clone() else {
            return Ok(None);
        };
        if crate::mail::Smtp::at(&text).is_none() {
            return Err(ConfigError::WrongSecret {
                variable: "MUSTER_SMTP_URL",
                was: "can't be read".to_owned(),
                wanted: "like smtp://user:pass@host:587?tls=required, smtps://user:pass@host or smtp://127.0.0.1:2525",
            });
        }
        Ok(Some(SecretText::new(text)))
    }

    pub(super) fn mail_from(&self) -> Result<lettre::message::Mailbox, ConfigError> {
        let text = self
            .mail_from
            .as_deref()
            .unwrap_or("Muster <noreply@localhost>");
        text.parse().map_err(|_| {
            wrong(
                "MUSTER_MAIL_FROM",
                text,
                "a sender, such as Muster <noreply@example.com>",
            )
        })
    }

    pub(super) fn private_mail_servers(
        &self,
        environment: Environment,
    ) -> Result<PrivateServers, ConfigError> {
        let given = choice(
            "MUSTER_SMTP_ALLOW_PRIVATE",
            self.smtp_allow_private.as_deref(),
            &[
                ("1", PrivateServers::Allowed),
                ("0", PrivateServers::Refused),
            ],
            "1 or 0",
        )?;
        Ok(given.unwrap_or(match environment {
            Environment::Development => PrivateServers::Allowed,
            Environment::Production => PrivateServers::Refused,
        }))
    }
}
