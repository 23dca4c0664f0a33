//! A mail server of a workspace's own, as its Owner set it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use lettre::message::Mailbox as Sender;
use thiserror::Error;
use url::Host;

use super::LockedPassword;
use super::line::harmless;
use crate::types::{EmailAddress, MailSettingsVersion, Title};

/// How a conversation is kept from who stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// STARTTLS, or nothing is sent.
    Required,
    /// From the first byte.
    Implicit,
    None,
}

/// A name or an address that a connection can be made to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailHost(Host);

/// Where mails are handed in, and as whom: whom a password is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    pub host: MailHost,
    pub port: u16,
    pub tls: Tls,
    pub username: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnServer {
    pub relay: Relay,
    pub password: Option<LockedPassword>,
    /// The workspace's name where it is `None`.
    pub from_name: Option<Title>,
    pub from_address: EmailAddress,
    /// Never the same again, also after it was removed.
    pub version: MailSettingsVersion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Type the name of the mail server, such as smtp.example.com.")]
pub struct NoHost;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose one of the list.")]
pub struct NoTls;

impl Tls {
    pub const ALL: [Self; 3] = [Self::Required, Self::Implicit, Self::None];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Required => "STARTTLS (usually port 587)",
            Self::Implicit => "TLS from the start (usually port 465)",
            Self::None => "None (can be read on the way)",
        }
    }
}

impl FromStr for Tls {
    type Err = NoTls;

    fn from_str(text: &str) -> Result<Self, NoTls> {
        let mut all = Self::ALL.into_iter();
        all.find(|tls| tls.as_str() == text).ok_or(NoTls)
    }
}

impl MailHost {
    /// As a browser reads the host of an address, so that a number in an odd form is a number.
    pub fn parse(typed: &str) -> Result<Self, NoHost> {
        let typed = typed.trim().trim_end_matches('.');
        let host = match typed.parse::<IpAddr>() {
            Ok(IpAddr::V6(address)) => Host::Ipv6(address),
            _ => Host::parse(typed).map_err(|_| NoHost)?,
        };
        match &host {
            Host::Domain(name) if name.len() > 253 || name.is_empty() => Err(NoHost),
            _ => Ok(Self(host)),
        }
    }

    /// As a certificate names it.
    pub(super) fn bare(&self) -> String {
        match &self.0 {
            Host::Domain(name) => name.clone(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        }
    }
}

impl fmt::Display for MailHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl OwnServer {
    /// `None` for an address from before a rule was tightened.
    pub(super) fn sender(&self, workspace: &str) -> Option<Sender> {
        let name = self.from_name.as_ref().map_or(workspace, Title::as_str);
        let address = self.from_address.to_lettre().ok()?;
        Some(Sender::new(Some(harmless(name)), address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_around_it() {
        let read = |typed: &str| MailHost::parse(typed).map(|host| host.to_string());
        for (typed, host) in [
            (" SMTP.Example.com ", "smtp.example.com"),
            ("smtp.example.com.", "smtp.example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("192.0.2.7", "192.0.2.7"),
            ("0x7f.1", "127.0.0.1"),
            ("::1", "[::1]"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(host), "{typed}");
        }
        for typed in [
            "",
            ".",
            "smtp.example.com:25",
            "smtp://example.com",
            "a b",
            "a\r\nb",
            "user@example.com",
            "example.com/x",
            &"a.".repeat(200),
        ] {
            assert_eq!(read(typed), Err(NoHost), "{typed:?}");
        }
    }
}
