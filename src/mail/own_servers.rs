//! The mail servers of workspaces, and how they are reached.

mod unsaid;
mod ways;

use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as LettreTls, TlsParameters};
use lettre::{Message, SmtpTransport};

use self::unsaid::unsaid;
use self::ways::{Way, Ways};
use super::delivery::Undelivered;
use super::worker::CONNECTIONS;
use super::{OwnServer, Reach, Tls, smtp};
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

    /// Blocks.
    pub(super) fn send(
        &self,
        (workspace, server): (WorkspaceId, &OwnServer),
        mail: &Message,
    ) -> Result<(), Undelivered> {
        let transport = self.transport(workspace, server);
        let transport = transport.map_err(Undelivered::Later)?;
        self.hand_over(&transport, (workspace, server), mail)
    }

    /// The same over a connection of its own, to see whether one can be made. Blocks.
    pub(super) fn try_out(
        &self,
        (workspace, server): (WorkspaceId, &OwnServer),
        mail: &Message,
    ) -> Result<(), Undelivered> {
        let addresses = self.reach.addresses(&server.relay);
        let address = self.answering(&addresses.map_err(Undelivered::Later)?);
        let transport = self.connect((workspace, server), address, 0);
        self.hand_over(
            &transport.map_err(Undelivered::Later)?,
            (workspace, server),
            mail,
        )
    }

    fn hand_over(
        &self,
        transport: &SmtpTransport,
        (workspace, server): (WorkspaceId, &OwnServer),
        mail: &Message,
    ) -> Result<(), Undelivered> {
        smtp::send(transport, mail).map_err(|undelivered| {
            let password = self.password(workspace, server).ok().flatten();
            match (&server.relay.username, password) {
                (Some(username), Some(password)) => {
                    undelivered.without((username, password.expose()))
                }
                _ => undelivered,
            }
        })
    }

    fn transport(
        &self,
        workspace: WorkspaceId,
        server: &OwnServer,
    ) -> Result<SmtpTransport, String> {
        let ours = (workspace, server);
        if let Some(transport) = self.ways().known(ours, Instant::now()) {
            return Ok(transport);
        }
        let addresses = self.reach.addresses(&server.relay)?;
        let now = Instant::now();
        if let Some(transport) = self.ways().confirmed(ours, &addresses, now) {
            return Ok(transport);
        }
        let address = self.answering(&addresses);
        let transport = self.connect(ours, address, CONNECTIONS)?;
        let way = Way {
            server: server.clone(),
            address,
            transport: transport.clone(),
        };
        // What makes room closes its connections where nobody waits for the lock.
        let _dropped_later = self.ways().keep(workspace, way, now);
        Ok(transport)
    }

    fn ways(&self) -> MutexGuard<'_, Ways> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first that takes a connection; where there is no choice, the one there is.
    fn answering(&self, addresses: &[SocketAddr]) -> SocketAddr {
        let patience = self.reach.patience.min(KNOCKING);
        let [first, _, ..] = addresses else {
            return addresses.first().copied().unwrap_or(NOWHERE);
        };
        let answers = |address: &&SocketAddr| TcpStream::connect_timeout(address, patience).is_ok();
        *addresses.iter().find(answers).unwrap_or(first)
    }

    /// To this very address, with the name for the certificate.
    fn connect(
        &self,
        (workspace, server): (WorkspaceId, &OwnServer),
        address: SocketAddr,
        most_kept: u32,
    ) -> Result<SmtpTransport, String> {
        let relay = &server.relay;
        let tls = match relay.tls {
            Tls::None => LettreTls::None,
            Tls::Required => LettreTls::Required(self.certified(&relay.host.bare())?),
            Tls::Implicit => LettreTls::Wrapper(self.certified(&relay.host.bare())?),
        };
        let mut transport = SmtpTransport::builder_dangerous(address.ip().to_string())
            .port(address.port())
            .tls(tls)
            .timeout(Some(self.reach.patience))
            .pool_config(PoolConfig::new().max_size(most_kept));
        if let (Some(username), Some(password)) =
            (&relay.username, self.password(workspace, server)?)
        {
            let password = password.expose().to_owned();
            transport = transport.credentials(Credentials::new(username.clone(), password));
        }
        Ok(transport.build())
    }

    fn certified(&self, name: &str) -> Result<TlsParameters, String> {
        let roots = self.reach.roots.iter().cloned();
        roots
            .fold(
                TlsParameters::builder(name.to_owned()),
                lettre::transport::smtp::client::TlsParametersBuilder::add_root_certificate,
            )
            .build()
            .map_err(|error| error.to_string())
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
    fn without(self, said: (&str, &str)) -> Self {
        match self {
            Self::Refused(words) => Self::Refused(unsaid(&words, said)),
            Self::Later(words) => Self::Later(unsaid(&words, said)),
        }
    }
}
