//! The mail servers of workspaces, and how they are reached.

mod unsaid;
mod ways;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{TlsParameters, TlsParametersBuilder};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use self::unsaid::unsaid;
use self::ways::{Way, Ways};
use super::conversation::{Correspondent, Security, Terms};
use super::delivery::Undelivered;
use super::worker::CONNECTIONS;
use super::{OwnServer, Reach, Relay, Tls};
use crate::config::KeyRing;
use crate::types::{SecretText, WorkspaceId};

/// For finding out which of several addresses answers.
const KNOCKING: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct OwnServers {
    keys: KeyRing,
    reach: Reach,
    ways: Arc<Mutex<Ways>>,
}

impl OwnServers {
    pub fn new(keys: KeyRing, reach: Reach) -> Self {
        Self {
            keys,
            reach,
            ways: Arc::default(),
        }
    }

    pub(super) async fn send(
        &self,
        ours: (WorkspaceId, &OwnServer),
        mail: &Message,
    ) -> Result<(), Undelivered> {
        let correspondent = self.correspondent(ours).await;
        let sent = correspondent.map_err(Undelivered::Later)?.send(mail).await;
        sent.map_err(|undelivered| self.without_secrets(ours, undelivered))
    }

    /// The same over a connection of its own, to see whether one can be made.
    pub(super) async fn try_out(
        &self,
        ours: (WorkspaceId, &OwnServer),
        mail: &Message,
    ) -> Result<(), Undelivered> {
        let addresses = self.addresses(&ours.1.relay).await;
        let address = self
            .answering(&addresses.map_err(Undelivered::Later)?)
            .await;
        let correspondent = self.reached_at(ours, address, 0);
        let sent = correspondent.map_err(Undelivered::Later)?.send(mail).await;
        sent.map_err(|undelivered| self.without_secrets(ours, undelivered))
    }

    /// A server may repeat what it was told.
    fn without_secrets(
        &self,
        (workspace, server): (WorkspaceId, &OwnServer),
        undelivered: Undelivered,
    ) -> Undelivered {
        let password = self.password(workspace, server).ok().flatten();
        match (&server.relay.username, password) {
            (Some(username), Some(password)) => undelivered.without((username, password.expose())),
            _ => undelivered,
        }
    }

    async fn correspondent(
        &self,
        ours: (WorkspaceId, &OwnServer),
    ) -> Result<Correspondent, String> {
        if let Some(known) = self.ways().known(ours, Instant::now()) {
            return Ok(known);
        }
        let addresses = self.addresses(&ours.1.relay).await?;
        let now = Instant::now();
        if let Some(confirmed) = self.ways().confirmed(ours, &addresses, now) {
            return Ok(confirmed);
        }
        let address = self.answering(&addresses).await;
        let correspondent = self.reached_at(ours, address, CONNECTIONS.into())?;
        let way = Way {
            server: ours.1.clone(),
            address,
            correspondent: correspondent.clone(),
        };
        let made_room = self.ways().keep(ours.0, way, now);
        // Connections are closed where nobody waits for the lock.
        drop(made_room);
        Ok(correspondent)
    }

    fn ways(&self) -> MutexGuard<'_, Ways> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looked up on a thread that may wait.
    async fn addresses(&self, relay: &Relay) -> Result<Vec<SocketAddr>, String> {
        let (reach, relay) = (self.reach.clone(), relay.clone());
        let looking_up = tokio::task::spawn_blocking(move || reach.addresses(&relay));
        match timeout(self.reach.patience, looking_up).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(panic)) => Err(panic.to_string()),
            Err(_) => Err("looking up its name took too long".to_owned()),
        }
    }

    /// The first that takes a connection; where there is no choice, the one there is.
    async fn answering(&self, addresses: &[SocketAddr]) -> SocketAddr {
        let patience = self.reach.patience.min(KNOCKING);
        let [first, _, ..] = addresses else {
            return addresses.first().copied().unwrap_or(NOWHERE);
        };
        for address in addresses {
            if let Ok(Ok(_)) = timeout(patience, TcpStream::connect(address)).await {
                return *address;
            }
        }
        *first
    }

    /// At this very address, with the name for the certificate.
    fn reached_at(
        &self,
        (workspace, server): (WorkspaceId, &OwnServer),
        address: SocketAddr,
        most_kept: usize,
    ) -> Result<Correspondent, String> {
        let relay = &server.relay;
        let name = relay.host.bare();
        let credentials = match (&relay.username, self.password(workspace, server)?) {
            (Some(username), Some(password)) => {
                let password = password.expose().to_owned();
                Some(Credentials::new(username.clone(), password))
            }
            _ => None,
        };
        Ok(Correspondent::new(Terms {
            address,
            security: match relay.tls {
                Tls::None => Security::None,
                Tls::Required => Security::StartTls(self.certified(&name)?),
                Tls::Implicit => {
                    let name = ServerName::try_from(name.clone());
                    let name = name.map_err(|error| error.to_string())?;
                    Security::Tls(self.connector()?, name)
                }
            },
            credentials,
            patience: self.reach.patience,
            most_kept,
        }))
    }

    fn certified(&self, name: &str) -> Result<TlsParameters, String> {
        let roots = self.reach.roots.iter().map(|root| root.lettre.clone());
        let builder = TlsParameters::builder(name.to_owned());
        let builder = roots.fold(builder, TlsParametersBuilder::add_root_certificate);
        builder.build().map_err(|error| error.to_string())
    }

    /// The same certificates for who is encrypted from the first byte.
    fn connector(&self) -> Result<TlsConnector, String> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for root in &self.reach.roots {
            let added = roots.add(root.der.clone());
            added.map_err(|error| error.to_string())?;
        }
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(TlsConnector::from(Arc::new(config)))
    }

    fn password(
        &self,
        workspace: WorkspaceId,
        server: &OwnServer,
    ) -> Result<Option<SecretText>, String> {
        let Some(locked) = &server.password else {
            return Ok(None);
        };
        let opened = locked.open(&self.keys, workspace);
        opened.map(Some).ok_or_else(|| UNREADABLE.to_owned())
    }
}

/// Nobody listens there.
const NOWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 0);

const UNREADABLE: &str = "the password of the workspace's mail server can't be read with this \
                          server's key: type it again under Settings, Email";

impl Undelivered {
    pub(super) fn without(self, said: (&str, &str)) -> Self {
        match self {
            Self::Refused(words) => Self::Refused(unsaid(&words, said)),
            Self::Later(words) => Self::Later(unsaid(&words, said)),
        }
    }
}
