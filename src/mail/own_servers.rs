//! Ways to the mail servers of workspaces, kept while they are used.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as LettreTls, TlsParameters};
use lettre::{Message, SmtpTransport};

use super::delivery::Undelivered;
use super::worker::CONNECTIONS;
use super::{OwnServer, Reach, Tls, smtp};
use crate::config::KeyRing;
use crate::types::{SecretText, WorkspaceId};

/// After this a name is looked up, and its addresses judged, anew.
const LOOKED_UP_FOR: Duration = Duration::from_secs(30);
/// Each has a thread and some connections.
const MOST_KEPT: usize = 100;
/// For finding out which of several addresses answers.
const KNOCKING: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct OwnServers {
    keys: KeyRing,
    reach: Reach,
    kept: Arc<Mutex<HashMap<WorkspaceId, Kept>>>,
}

/// Good as long as the settings are these and the name still has this address.
struct Kept {
    server: OwnServer,
    address: SocketAddr,
    transport: SmtpTransport,
    looked_up_at: Instant,
}

impl OwnServers {
    pub fn new(keys: KeyRing, reach: Reach) -> Self {
        Self {
            keys,
            reach,
            kept: Arc::default(),
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
            undelivered.without(password.as_ref())
        })
    }

    fn transport(
        &self,
        workspace: WorkspaceId,
        server: &OwnServer,
    ) -> Result<SmtpTransport, String> {
        let lately = |kept: &Kept| kept.looked_up_at.elapsed() < LOOKED_UP_FOR;
        if let Some(transport) = self.kept_if(workspace, server, lately) {
            return Ok(transport);
        }
        let addresses = self.reach.addresses(&server.relay)?;
        let still_there = |kept: &Kept| addresses.contains(&kept.address);
        if let Some(transport) = self.kept_if(workspace, server, still_there) {
            return Ok(transport);
        }
        let address = self.answering(&addresses);
        let transport = self.connect((workspace, server), address, CONNECTIONS)?;
        self.keep(
            workspace,
            Kept {
                server: server.clone(),
                address,
                transport: transport.clone(),
                looked_up_at: Instant::now(),
            },
        );
        Ok(transport)
    }

    fn kept_if(
        &self,
        workspace: WorkspaceId,
        server: &OwnServer,
        is_good: impl FnOnce(&Kept) -> bool,
    ) -> Option<SmtpTransport> {
        let kept = self.kept();
        let kept = kept.get(&workspace)?;
        (kept.server == *server && is_good(kept)).then(|| kept.transport.clone())
    }

    fn keep(&self, workspace: WorkspaceId, new: Kept) {
        let mut kept = self.kept();
        kept.insert(workspace, new);
        if kept.len() > MOST_KEPT {
            let oldest = kept.iter().min_by_key(|(_, kept)| kept.looked_up_at);
            let oldest = oldest.map(|(workspace, _)| *workspace);
            let dropped = oldest.and_then(|workspace| kept.remove(&workspace));
            drop(kept);
            // Its connections are closed where nobody waits for the lock.
            drop(dropped);
        }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// A server may repeat what it was told.
    fn without(self, secret: Option<&SecretText>) -> Self {
        let Some(secret) = secret.map(SecretText::expose) else {
            return self;
        };
        let clean = |words: String| {
            let encoded = BASE64_STANDARD.encode(secret);
            words.replace(secret, "***").replace(&encoded, "***")
        };
        match self {
            Self::Refused(words) => Self::Refused(clean(words)),
            Self::Later(words) => Self::Later(clean(words)),
        }
    }
}
