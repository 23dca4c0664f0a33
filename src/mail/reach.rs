//! Which machines a workspace's own mail server may be.
//!
//! Whoever sets it could otherwise talk to what only this machine can reach. So a name is looked up
//! here, every address that it has is judged, and the connection goes to an address that was judged:
//! a name that leads elsewhere a moment later gains nothing.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::client::Certificate;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::smtp::{MailError, PATIENCE};
use super::{MailHost, Relay};

/// Whether a machine that only neighbours can reach may be a workspace's mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateServers {
    Allowed,
    Refused,
}

/// Whose certificates are good, in both forms that are asked for.
#[derive(Clone)]
pub(super) struct Root {
    pub lettre: Certificate,
    pub der: CertificateDer<'static>,
}

/// More addresses of one name aren't tried.
const MOST_ADDRESSES: usize = 8;

type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

#[derive(Clone)]
pub struct Reach {
    private: PrivateServers,
    lookup: Arc<Lookup>,
    pub(super) roots: Vec<Root>,
    pub(super) patience: Duration,
}

impl Reach {
    pub fn new(private: PrivateServers) -> Self {
        Self {
            private,
            lookup: Arc::new(|name, port| Ok((name, port).to_socket_addrs()?.collect())),
            roots: Vec::new(),
            patience: PATIENCE,
        }
    }

    /// For tests, whose servers have certificates of nobody else's making.
    pub fn with_root(mut self, pem: &str) -> Result<Self, MailError> {
        let refused = |error: &dyn std::error::Error| MailError::Refused(error.to_string());
        self.roots.push(Root {
            lettre: Certificate::from_pem(pem.as_bytes()).map_err(|error| refused(&error))?,
            der: CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| refused(&error))?,
        });
        Ok(self)
    }

    /// For tests that say which addresses a name has.
    #[must_use]
    pub fn with_lookup(
        mut self,
        lookup: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
    ) -> Self {
        self.lookup = Arc::new(lookup);
        self
    }

    /// For tests that let a server hang.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Where a connection may be made to now. Blocks. The error is for people.
    pub(super) fn addresses(&self, relay: &Relay) -> Result<Vec<SocketAddr>, String> {
        let host = &relay.host;
        let found = (self.lookup)(&host.bare(), relay.port);
        // Which names lead to neighbours is nobody's business outside, nor where those are.
        if self.private == PrivateServers::Refused {
            let is_public = |found: &Vec<SocketAddr>| found.iter().all(|it| is_public(it.ip()));
            if !found.as_ref().is_ok_and(is_public) {
                return Err(refused(host));
            }
        }
        let found = found.map_err(|error| format!("{host} wasn't found: {error}"))?;
        if found.is_empty() {
            return Err(format!("{host} has no address"));
        }
        Ok(found.into_iter().take(MOST_ADDRESSES).collect())
    }
}

fn refused(host: &MailHost) -> String {
    format!(
        "{host} wasn't found or leads to a private address, and Muster sends there only if its \
         operator allows it (MUSTER_SMTP_ALLOW_PRIVATE=1)"
    )
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inside) => is_public_v4(inside),
            None => is_public_v6(address),
        },
    }
}

/// What no machine on the internet at large has.
const RESERVED: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    RESERVED.into_iter().all(|(network, length)| {
        let differing = u32::from(network) ^ u32::from(address);
        differing.leading_zeros() < u32::from(length)
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // What is handed out to the internet at large, but for documentation and tunnels.
    let is_global = (0x2000..=0x3fff).contains(&first);
    is_global && !(first == 0x2001 && matches!(second, 0 | 0xdb8)) && first != 0x3fff
}

/// The address that this one stands for: mapped, compatible, translated (NAT64) or tunnelled (6to4).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_at_large_is_public() {
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "100.128.0.1",
            "2606:2800:220:1::1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
